// SPDX-License-Identifier: Apache-2.0
// Places in a text as Java counts them, and so Elasticsearch: in units of UTF-16, of which
// characters beyond U+FFFF take two. The text is UTF-8; of broken one each leading byte counts.
#pragma once

#include <cstddef>
#include <string_view>

namespace pipehound::event {

[[nodiscard]] std::size_t utf16_length(std::string_view text) noexcept;

/// From unit `begin` up to unit `end`, as far as there are so many; of a character that is cut in
/// two, neither half.
[[nodiscard]] std::string_view utf16_slice(std::string_view text, std::size_t begin,
                                           std::size_t end) noexcept;

}  // namespace pipehound::event
