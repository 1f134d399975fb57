// SPDX-License-Identifier: Apache-2.0
#include "audit/value.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

int digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::optional<std::string> decode_hex(std::string_view raw) {
    if (raw.empty() || raw.size() % 2 != 0) return std::nullopt;
    std::string bytes(raw.size() / 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit(raw[2 * i]);
        const int low = digit(raw[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<char>(high << 4 | low);
    }
    return bytes;
}

template <typename Address>
SocketAddress endpoint(int family, const Address& address, in_port_t port) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, &address, text.data(), text.size());
    return {SocketAddress::Kind::internet, {text.data(), ntohs(port)}};
}

/// The structs end where a shorter one is still accepted: net/ipv4/af_inet.c wants a whole
/// sockaddr_in, net/ipv6/af_inet6.c all up to the scope (SIN6_LEN_RFC2133).
constexpr std::size_t inet_size = offsetof(sockaddr_in, sin_addr) + sizeof(in_addr);
constexpr std::size_t inet6_size = offsetof(sockaddr_in6, sin6_scope_id);

SocketAddress internet(const std::string& bytes) {
    if (bytes.size() < inet_size) return {};
    sockaddr_in address{};
    std::memcpy(&address, bytes.data(), inet_size);
    return endpoint(AF_INET, address.sin_addr, address.sin_port);
}

SocketAddress internet6(const std::string& bytes) {
    if (bytes.size() < inet6_size) return {};
    sockaddr_in6 address{};
    std::memcpy(&address, bytes.data(), inet6_size);
    if (!IN6_IS_ADDR_V4MAPPED(&address.sin6_addr))
        return endpoint(AF_INET6, address.sin6_addr, address.sin6_port);
    in_addr mapped{};
    std::memcpy(&mapped, address.sin6_addr.s6_addr + 12, sizeof mapped);
    return endpoint(AF_INET, mapped, address.sin6_port);
}

}  // namespace

std::optional<std::string> decode_string(std::string_view raw) {
    if (raw.starts_with('"')) {
        if (raw.size() < 2 || !raw.ends_with('"')) return std::nullopt;
        return std::string{raw.substr(1, raw.size() - 2)};
    }
    if (raw == "(null)" || raw == "(none)") return std::string{};
    return decode_hex(raw);
}

std::optional<std::uint64_t> decode_device(std::string_view raw) noexcept {
    const auto colon = raw.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto major = to_number<std::uint32_t>(raw.substr(0, colon), 16);
    const auto minor = to_number<std::uint32_t>(raw.substr(colon + 1), 16);
    if (!major || !minor) return std::nullopt;
    return std::uint64_t{*major} << 32 | *minor;
}

SocketAddress decode_socket_address(std::string_view raw) {
    const auto bytes = decode_hex(raw);
    if (!bytes || bytes->size() < 2) return {};
    const auto low = static_cast<unsigned char>((*bytes)[0]);
    const auto high = static_cast<unsigned char>((*bytes)[1]);
    const int family = low | high << 8;
    if (family == AF_INET) return internet(*bytes);
    if (family == AF_INET6) return internet6(*bytes);
    return {SocketAddress::Kind::other_family, {}};
}

}  // namespace pipehound::audit
