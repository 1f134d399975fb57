// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "event/utf8.hpp"

namespace pipehound::rule {

namespace {

constexpr std::string_view raw_quotes = R"(""")";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
}
bool goes_on_word(char c) { return begins_word(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

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

class Lexer {
public:
    Lexer(std::string_view text, Place base) : text_{text}, place_{base} {}

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

    [[nodiscard]] char look(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool sees(std::string_view what) const {
        return text_.substr(at_, what.size()) == what;
    }

    /// Goes over so many bytes and gives them.
    std::string_view take(std::size_t bytes) {
        const auto taken = text_.substr(at_, bytes);
        for (const char c : taken) {
            const bool goes_on_character = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
            if (c == '\n')
                place_ = {place_.line + 1, 1};
            else if (!goes_on_character)
                ++place_.column;
        }
        at_ += taken.size();
        return taken;
    }

    template <typename Accepted>
    std::string_view take_while(Accepted accepted) {
        auto end = at_;
        while (end < text_.size() && accepted(text_[end])) ++end;
        return take(end - at_);
    }

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
        if (sign == signs.end()) refuse_character();
        return {Kind::sign, std::string{take(sign->size())}, place};
    }

    std::string word() {
        std::string text{take_while(goes_on_word)};
        if (look() == '~') text += take(1);
        return text;
    }

    /// An exponent needs digits: in `3else` there is none.
    EqlToken number() {
        EqlToken token{Kind::integer, {}, place_};
        token.text = take_while(is_digit);
        if (look() == '.' && (is_digit(look(1)) || !token.text.empty())) {
            token.kind = Kind::decimal;
            token.text += take(1);
            token.text += take_while(is_digit);
        }
        const std::size_t sign = look(1) == '-' || look(1) == '+' ? 1 : 0;
        if ((look() == 'e' || look() == 'E') && is_digit(look(1 + sign))) {
            token.kind = Kind::decimal;
            token.text += take(1 + sign);
            token.text += take_while(is_digit);
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

    [[noreturn]] void refuse_character() const {
        auto end = at_ + 1;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0U) == 0x80U)
            ++end;
        throw Refusal{
            place_,
            "the character " + std::string{text_.substr(at_, end - at_)} + " is not expected here",
            "text stands in quotes, an unusual name in backticks"};
    }

    std::string_view text_;
    Place place_;
    std::size_t at_ = 0;
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
