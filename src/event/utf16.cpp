// SPDX-License-Identifier: Apache-2.0
#include "event/utf16.hpp"

#include <algorithm>

namespace pipehound::event {

namespace {

/// Of the character that this byte leads.
std::size_t units_of(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) == 0x80U) return 0;
    return byte >= 0xf0U ? 2 : 1;
}

std::size_t next_character(std::string_view text, std::size_t at) noexcept {
    do ++at;
    while (at < text.size() && units_of(text[at]) == 0);
    return at;
}

}  // namespace

std::size_t utf16_length(std::string_view text) noexcept {
    std::size_t units = 0;
    for (const char c : text) units += units_of(c);
    return units;
}

std::string_view utf16_slice(std::string_view text, std::size_t begin, std::size_t end) noexcept {
    std::size_t from = text.size();
    std::size_t to = 0;
    std::size_t unit = 0;
    for (std::size_t at = 0; at < text.size(); at = next_character(text, at)) {
        if (unit >= begin) from = std::min(from, at);
        unit += units_of(text[at]);
        if (unit <= end) to = next_character(text, at);
    }
    return from < to ? text.substr(from, to - from) : text.substr(from, 0);
}

}  // namespace pipehound::event
