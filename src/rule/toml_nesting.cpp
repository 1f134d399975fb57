// SPDX-License-Identifier: Apache-2.0
// One walk over the text that knows strings and comments, counts open brackets and the points of
// each key.
#include "rule/toml_nesting.hpp"

#include <algorithm>
#include <string>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

namespace {

std::size_t behind_comment(std::string_view text, std::size_t at) {
    return std::min(text.find('\n', at), text.size());
}

/// `at`: of its first quote. A string that does not end goes to the end of the line, one in three
/// quotes to the end of the text.
std::size_t behind_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string three(3, quote);
    const bool long_one = text.substr(at, 3) == three;
    for (at += long_one ? 3 : 1; at < text.size(); ++at) {
        if (text[at] == '\\' && quote == '"')
            ++at;
        else if (long_one && text.substr(at, 3) == three)
            return std::min(text.find_first_not_of(quote, at), at + 5);
        else if (!long_one && (text[at] == quote || text[at] == '\n'))
            return at + 1;
    }
    return text.size();
}

void check(int depth, std::string_view text, std::size_t at) {
    if (depth <= deepest_toml) return;
    const auto before = text.substr(0, at);
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const auto column = at - (before.rfind('\n') + 1) + 1;
    throw Refusal{{lines + 1, column},
                  "the file is nested too deep",
                  "at most " + std::to_string(deepest_toml) + " levels are read"};
}

}  // namespace

void refuse_deep_toml(std::string_view text) {
    int brackets = 0;
    int points = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '[' || c == '{') check(++brackets, text, at);
        if ((c == ']' || c == '}') && brackets > 0) --brackets;
        if (c == '.') check(++points, text, at);
        if (std::string_view{"[]{}=,\n"}.find(c) != std::string_view::npos) points = 0;
        if (c == '#')
            at = behind_comment(text, at);
        else
            at = c == '"' || c == '\'' ? behind_string(text, at) : at + 1;
    }
}

}  // namespace pipehound::rule
