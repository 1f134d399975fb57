// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "event/utf8.hpp"
#include "rule/query_scanner.hpp"

namespace pipehound::rule {

namespace {

constexpr std::string_view raw_quotes = R"(""")";

// Signs of two characters first: they begin like others.
constexpr std::array<std::string_view, 25> signs{"==", "!=", "<=", ">=", "<", ">", "=", ":", "+",
                                                 "-",  "*",  "/",  "%",  "(", ")", "[", "]", "{",
                                                 "}",  ",",  "|",  ".",  "?", "!", "~"};

constexpr std::array<std::string_view, 22> keywords{
    "and",    "any",      "by",   "false", "in",    "in~", "join",  "like",
    "like~",  "maxspan",  "not",  "null",  "of",    "or",  "regex", "regex~",
    "sample", "sequence", "true", "until", "where", "with"};

std::optional<char> escaped(char letter) {
    constexpr std::string_view letters = "nrtbf\\\"'";
    constexpr std::string_view meant = "\n\r\t\b\f\\\"'";
    const auto at = letters.find(letter);
    return at == std::string_view::npos ? std::nullopt : std::optional{meant[at]};
}

class Lexer : QueryScanner {
public:
    using QueryScanner::QueryScanner;

    std::vector<EqlToken> tokens() {
        std::vector<EqlToken> found;
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            if (found.size() == most_eql_tokens)
                throw Refusal{place_, "the query is too long", "cut it into several"};
            found.push_back(next());
        }
        found.push_back({EqlToken::Kind::end, {}, place_});
        return found;
    }

private:
    using Kind = EqlToken::Kind;

    static bool begins_word(char c) { return is_letter(c) || c == '_' || c == '@'; }
    static bool goes_on_word(char c) { return begins_word(c) || is_digit(c); }

    void skip_blanks() {
        for (;;) {
            take_while(is_space);
            if (sees("//"))
                take_while([](char c) { return c != '\n'; });
            else if (sees("/*"))
                skip_comment();
            else
                return;
        }
    }

    void skip_comment() {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos)
            throw Refusal{place_, "the comment does not end", "close it with */"};
        take(end + 2 - at_);
    }

    EqlToken next() {
        const auto place = place_;
        if (begins_word(look())) return {Kind::word, word(), place};
        if (is_digit(look()) || (look() == '.' && is_digit(look(1)))) return number();
        if (sees(raw_quotes)) return {Kind::string, raw_string(), place};
        if (look() == '"') return {Kind::string, string(), place};
        if (look() == '`') return {Kind::quoted, quoted_name(), place};
        refuse_foreign();
        const auto* const sign = std::find_if(signs.begin(), signs.end(),
                                              [this](std::string_view s) { return sees(s); });
        if (sign == signs.end())
            refuse_character("text stands in quotes, an unusual name in backticks");
        return {Kind::sign, std::string{take(sign->size())}, place};
    }

    std::string word() {
        std::string text{take_while(goes_on_word)};
        if (look() == '~') text += take(1);
        return text;
    }

    EqlToken number() {
        EqlToken token{Kind::integer, {}, place_};
        token.text = take_while(is_digit);
        if (look() == '.' && (is_digit(look(1)) || !token.text.empty())) {
            token.kind = Kind::decimal;
            token.text += take(1);
            token.text += take_while(is_digit);
        }
        if (const auto exponent = take_exponent(); !exponent.empty()) {
            token.kind = Kind::decimal;
            token.text += exponent;
        }
        return token;
    }

    /// What follows the quotes at its end, two at most, belongs to it: """say "yes"""" ends in one.
    std::string raw_string() {
        const auto place = place_;
        take(raw_quotes.size());
        const auto end = text_.find(raw_quotes, at_);
        if (end == std::string_view::npos || text_.substr(at_, end - at_).find('\n') < end - at_)
            throw Refusal{place, "the string does not end on its line", "close it with \"\"\""};
        std::string text{take(end - at_)};
        take(raw_quotes.size());
        for (int more = 0; more < 2 && look() == '"'; ++more) text += take(1);
        return text;
    }

    std::string string() {
        const auto place = place_;
        take(1);
        std::string text;
        while (look() != '"') {
            if (at_ == text_.size() || look() == '\n' || look() == '\r')
                throw Refusal{place, "the string does not end on its line", "close it with \""};
            if (look() == '\\')
                text += escape();
            else
                text += take(1);
        }
        take(1);
        return text;
    }

    std::string escape() {
        if (sees("\\u")) return unicode();
        if (const auto meant = escaped(look(1))) {
            take(2);
            return {*meant};
        }
        throw Refusal{place_, "unknown escape in a string",
                      "a backslash itself is written \\\\, or the whole string as "
                      "\"\"\"raw text\"\"\""};
    }

    /// \u{2f}
    std::string unicode() {
        const auto place = place_;
        take(2);
        const auto close = text_.substr(at_, 10).find('}');
        const auto digits = close == std::string_view::npos || look() != '{'
                                ? std::string_view{}
                                : text_.substr(at_ + 1, close - 1);
        std::uint32_t point = 0;
        const auto [rest, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
        const bool sound = error == std::errc{} && rest == digits.data() + digits.size();
        const auto character = event::utf8(point);
        if (!sound || !character)
            throw Refusal{place, "\\u names no character", "as in \\u{2f} or \\u{1f600}"};
        take(close + 1);
        return *character;
    }

    /// Two backticks are one of the name.
    std::string quoted_name() {
        const auto place = place_;
        take(1);
        std::string name;
        for (;;) {
            name += take_while([](char c) { return c != '`' && c != '\n'; });
            if (look() != '`') throw Refusal{place, "the name does not end", "close it with `"};
            take(1);
            if (look() != '`') break;
            name += take(1);
        }
        if (name.empty()) throw Refusal{place, "the name in backticks is empty"};
        return name;
    }

    /// What other languages and older EQL write.
    void refuse_foreign() const {
        struct Foreign {
            std::string_view written;
            std::string_view message;
            std::string_view hint;
        };
        constexpr std::string_view old_string = "EQL no longer has strings of this kind";
        constexpr std::string_view raw_hint = "write \"text\", or \"\"\"raw text\"\"\"";
        static constexpr std::array foreign{
            Foreign{"?\"", old_string, raw_hint},
            Foreign{"?'", old_string, raw_hint},
            Foreign{"'", old_string, raw_hint},
            Foreign{"&", "& is not EQL", "write and"},
            Foreign{"||", "|| is not EQL", "write or"},
            Foreign{"!:", "!: is not EQL", "write not (field : \"value\")"},
            Foreign{"$", "variables are not EQL", "write the value itself"},
        };
        for (const auto& [written, message, hint] : foreign)
            if (sees(written)) throw Refusal{place_, std::string{message}, std::string{hint}};
    }
};

}  // namespace

std::vector<EqlToken> eql_tokens(std::string_view text, Place base) {
    return Lexer{text, base}.tokens();
}

bool is_eql_keyword(std::string_view word) noexcept {
    return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

std::string told(const EqlToken& token) {
    constexpr std::size_t longest = 40;
    if (token.kind == EqlToken::Kind::end) return "the end of the query";
    const auto text = event::shortened(token.text, longest);
    return token.kind == EqlToken::Kind::string ? "the string \"" + text + '"' : text;
}

}  // namespace pipehound::rule
