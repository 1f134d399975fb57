// SPDX-License-Identifier: Apache-2.0
// Text that an attacker may have chosen -> text that is safe to print, and still tells exactly what
// it was. Only printable ASCII passes as it is: anything beyond can move a cursor, hide a line or
// reverse its order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::alert {

/// As one word of a shell: bare where no character asks for quotes, 'quoted' where one does, $'with
/// \x1b escapes' where a byte is not printable ASCII. Pasted into bash it gives the very same
/// bytes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// The words, each quoted, with spaces between.
[[nodiscard]] std::string shell_line(const std::vector<std::string>& words);

/// A sentence as it is, with \n, \t, \x1b for what is not printable ASCII and \\ for a backslash.
[[nodiscard]] std::string printable(std::string_view text);

/// Several lines as they are, each printable.
[[nodiscard]] std::string printable_lines(std::string_view text);

/// At most `limit` bytes, the last three of them "…" where something was cut; never inside a UTF-8
/// sequence. `limit` >= 3.
[[nodiscard]] std::string cut(std::string_view text, std::size_t limit);

}  // namespace pipehound::alert
