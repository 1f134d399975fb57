// SPDX-License-Identifier: Apache-2.0
// A network of IP addresses, as rules name it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "rule/diagnostic.hpp"

namespace pipehound::detect {

/// An IPv4 or IPv6 network; ::/0 holds no IPv4 address.
class Network {
public:
    /// Throws rule::Refusal where `text` is no network.
    Network(const std::string& text, rule::Place place);
    [[nodiscard]] bool contains(std::string_view address) const noexcept;

private:
    std::array<std::uint8_t, 16> address_{};
    unsigned bits_ = 0;
    bool is_v4_ = false;  // kept as IPv4-mapped IPv6
};

}  // namespace pipehound::detect
