// SPDX-License-Identifier: Apache-2.0
#include "rule/query_language.hpp"

#include <algorithm>

namespace pipehound::rule {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Both languages begin a remark of one line so.
std::string_view without_remarks(std::string_view text) {
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        const bool line = text.starts_with("//");
        if (!line && !text.starts_with("/*")) return text;
        const auto end = text.find(line ? "\n" : "*/");
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + (line ? 1 : 2));
    }
}

std::string_view take_word(std::string_view& text) {
    text = without_remarks(text);
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const auto word = text.substr(0, text.find_first_not_of(letters));
    text.remove_prefix(word.size());
    return word;
}

}  // namespace

QueryLanguage language_of(std::string_view query) {
    const auto first = take_word(query);
    const bool several = first == "sequence" || first == "sample";
    const bool one = !first.empty() && take_word(query) == "where";
    return several || one ? QueryLanguage::eql : QueryLanguage::kql;
}

}  // namespace pipehound::rule
