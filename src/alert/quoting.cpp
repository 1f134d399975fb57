// SPDX-License-Identifier: Apache-2.0
#include "alert/quoting.hpp"

#include <algorithm>

namespace pipehound::alert {

namespace {

constexpr std::string_view ellipsis = "…";

bool is_printable(char c) noexcept { return c >= ' ' && c <= '~'; }

bool is_plain(char c) noexcept {
    constexpr std::string_view marks = "_@%+=:,./-";
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return alphanumeric || marks.find(c) != std::string_view::npos;
}

/// Two digits always: bash reads at most two after \x, so what follows cannot join them.
void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\\':
            out += "\\\\";
            return;
        default:
            break;
    }
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

std::string single_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + '\'';
}

std::string dollar_quoted(std::string_view text) {
    std::string out = "$'";
    for (const char c : text) {
        if (c == '\'')
            out += "\\'";
        else if (is_printable(c) && c != '\\')
            out += c;
        else
            append_escaped(out, c);
    }
    return out + '\'';
}

}  // namespace

std::string shell_word(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_printable)) return dollar_quoted(text);
    if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string{text};
    return single_quoted(text);
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) {
        if (&word != &words.front()) line += ' ';
        line += shell_word(word);
    }
    return line;
}

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_printable(c) && c != '\\')
            out += c;
        else
            append_escaped(out, c);
    }
    return out;
}

std::string printable_lines(std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        out += printable(text.substr(begin, end - begin));
        if (end < text.size()) out += '\n';
        begin = end + 1;
    }
    return out;
}

std::string cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string{text};
    auto end = limit - ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;  // a continuation byte
    return std::string{text.substr(0, end)}.append(ellipsis);
}

}  // namespace pipehound::alert
