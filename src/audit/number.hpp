// SPDX-License-Identifier: Apache-2.0
// Text -> number, the whole text or nothing.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace pipehound::audit {

/// The number that `text` writes in `base`, without sign (unless Number has one), prefix or blanks;
/// nothing where any character is left over or the number does not fit.
template <typename Number>
[[nodiscard]] std::optional<Number> to_number(std::string_view text, int base = 10) noexcept {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

}  // namespace pipehound::audit
