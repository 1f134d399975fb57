// SPDX-License-Identifier: Apache-2.0
#include "event/record.hpp"

#include <string_view>

namespace pipehound::event {

namespace {

/// "a0", "a12": an argument itself, not its length (a12_len) or the number of all (argc).
bool is_argument(std::string_view name) noexcept {
    constexpr std::string_view digits = "0123456789";
    return name.size() > 1 && name.front() == 'a' &&
           name.find_first_not_of(digits, 1) == std::string_view::npos;
}

void add_word(std::string& words, std::string_view word) {
    if (!words.empty()) words += ' ';
    words += word;
}

}  // namespace

std::string text(const Record& record) {
    std::string words;
    for (const auto& [name, value] : record.fields) {
        add_word(words, name);
        words += '=';
        words += value;
    }
    if (record.type != "EXECVE") return words;
    for (const auto& [name, value] : record.fields)
        if (is_argument(name)) add_word(words, value);
    return words;
}

}  // namespace pipehound::event
