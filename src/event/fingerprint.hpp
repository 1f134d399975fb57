// SPDX-License-Identifier: Apache-2.0
// A short name for any amount of text: the same in every build and on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "event/types.hpp"

namespace pipehound::event {

/// FNV-1a, 64 bits (RFC 9923); std::hash may differ between builds. No defence against somebody
/// who looks for two texts of one fingerprint.
class Fingerprint {
public:
    Fingerprint& add(std::string_view text) noexcept {
        for (const char c : text) mix(static_cast<unsigned char>(c));
        mix(0);
        return *this;
    }
    Fingerprint& add(std::uint64_t value) noexcept {
        for (int byte = 0; byte < 8; ++byte) mix(static_cast<unsigned char>(value >> (8 * byte)));
        return *this;
    }
    Fingerprint& add(const Moment& moment) noexcept {
        return add(static_cast<std::uint64_t>(moment.time.time_since_epoch().count()))
            .add(moment.serial);
    }

    [[nodiscard]] std::uint64_t number() const noexcept { return hash_; }

    /// 16 hexadecimal digits.
    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits{"0123456789abcdef"};
        std::string result(16, '0');
        for (std::size_t i = 0; i < 16; ++i) result[i] = digits[hash_ >> (60 - 4 * i) & 0xf];
        return result;
    }

private:
    void mix(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace pipehound::event
