// SPDX-License-Identifier: Apache-2.0
// Characters as bytes of UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipehound::event {

/// Nothing where Unicode has no such character.
[[nodiscard]] std::optional<std::string> utf8(std::uint32_t point);

/// The text, or its beginning of at most `longest` bytes with "..." behind it; ends with a whole
/// character.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t longest);

}  // namespace pipehound::event
