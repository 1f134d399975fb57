// SPDX-License-Identifier: Apache-2.0
// The encodings in which attackers wrap text, for rules that look for the wrapped form.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace pipehound::rule {

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

/// What `bytes` surely looks like within a longer text that is encoded as a whole: one form for
/// each offset that it may have in a group of three, the letters that its neighbours decide left
/// out.
[[nodiscard]] std::array<std::string, 3> base64_at_offsets(std::string_view bytes);

enum class ByteOrder { little, big };

/// UTF-8 -> UTF-16; a byte that is not UTF-8 is left out.
[[nodiscard]] std::string utf16(std::string_view text, ByteOrder order);

}  // namespace pipehound::rule
