// SPDX-License-Identifier: Apache-2.0
#include "event/utf8.hpp"

namespace pipehound::event {

std::optional<std::string> utf8(std::uint32_t point) {
    const auto tail = [&](unsigned shift) {
        return static_cast<char>(0x80U | (point >> shift & 0x3fU));
    };
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return std::nullopt;
    if (point < 0x80) return std::string{static_cast<char>(point)};
    if (point < 0x800) return std::string{static_cast<char>(0xc0U | point >> 6), tail(0)};
    if (point < 0x10000)
        return std::string{static_cast<char>(0xe0U | point >> 12), tail(6), tail(0)};
    return std::string{static_cast<char>(0xf0U | point >> 18), tail(12), tail(6), tail(0)};
}

std::string shortened(std::string_view text, std::size_t longest) {
    if (text.size() <= longest) return std::string{text};
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0U) == 0x80U) --longest;
    return std::string{text.substr(0, longest)} + "...";
}

}  // namespace pipehound::event
