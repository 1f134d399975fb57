// SPDX-License-Identifier: Apache-2.0
#include "detect/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

/// IPv4 as IPv4-mapped IPv6, where such an IPv6 address means it, too.
struct Address {
    std::array<std::uint8_t, 16> bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    bool is_v4 = false;
    bool dotted = false;  // written as IPv4

    bool parse(const char* text) noexcept {
        const auto mapped = bytes;
        dotted = ::inet_pton(AF_INET, text, bytes.data() + 12) == 1;
        if (!dotted && ::inet_pton(AF_INET6, text, bytes.data()) != 1) return false;
        is_v4 = std::equal(bytes.begin(), bytes.begin() + 12, mapped.begin());
        return true;
    }
};

}  // namespace

Network::Network(const std::string& text, rule::Place place) {
    const auto slash = text.find('/');
    Address address;
    const bool sound = address.parse(text.substr(0, slash).c_str());
    const auto most = address.dotted ? 32U : 128U;
    const auto written = slash == std::string::npos
                             ? std::optional<double>{most}
                             : event::to_number(std::string_view{text}.substr(slash + 1));
    if (!sound || !written || *written < 0 || *written > most ||
        *written != static_cast<unsigned>(*written))
        throw rule::Refusal{place, '"' + text + "\" is no network",
                            "as in 10.0.0.0/8 or fe80::/10"};
    address_ = address.bytes;
    bits_ = static_cast<unsigned>(*written) + (address.dotted ? 96 : 0);
    is_v4_ = address.is_v4 && bits_ >= 96;
}

bool Network::contains(std::string_view address) const noexcept {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.size() >= text.size() || address.find('\0') != std::string_view::npos) return false;
    address.copy(text.data(), address.size());
    Address other;
    if (!other.parse(text.data()) || other.is_v4 != is_v4_) return false;
    const auto whole = bits_ / 8;
    if (std::memcmp(address_.data(), other.bytes.data(), whole) != 0) return false;
    const auto rest = bits_ % 8;
    return rest == 0 || (address_[whole] ^ other.bytes[whole]) >> (8 - rest) == 0;
}

}  // namespace pipehound::detect
