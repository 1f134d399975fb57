// SPDX-License-Identifier: Apache-2.0
// As Kusto's reference has it (learn.microsoft.com/kusto/query): "scalar-data-types/string" for
// strings, "scalar-data-types/datetime" and "timespan" for literals of time.
#include "rule/kql_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "event/utf8.hpp"
#include "rule/query_scanner.hpp"

namespace pipehound::rule {

namespace {

// Signs of two characters first: they begin like others.
constexpr std::array<std::string_view, 26> signs{"==", "!=", "=~", "!~", "<=", ">=", "..", "<", ">",
                                                 "=",  "+",  "-",  "*",  "/",  "%",  "(",  ")", "[",
                                                 "]",  "{",  "}",  ",",  "|",  ";",  ":",  "."};

constexpr std::array<std::string_view, 2> fences{"```", "~~~"};

struct Escape {
    char letter;
    char meant;
};
constexpr std::array escapes{Escape{'\\', '\\'}, Escape{'"', '"'},  Escape{'\'', '\''},
                             Escape{'n', '\n'},  Escape{'r', '\r'}, Escape{'t', '\t'},
                             Escape{'a', '\a'},  Escape{'b', '\b'}, Escape{'f', '\f'},
                             Escape{'v', '\v'}};

/// Escapes that name a character by so many digits of base 16.
struct Numeric {
    char letter;
    std::size_t digits;
};
constexpr std::array numerics{Numeric{'x', 2}, Numeric{'u', 4}, Numeric{'U', 8}};

class Lexer : QueryScanner {
public:
    explicit Lexer(std::string_view text) : QueryScanner{text, {1, 1}} {}

    std::vector<KqlToken> tokens() {
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            if (found_.size() == most_kql_tokens)
                throw Refusal{place_, "the query is too long", "cut it into several"};
            found_.push_back(next());
        }
        found_.push_back({Kind::end, {}, place_});
        return std::move(found_);
    }

private:
    using Kind = KqlToken::Kind;

    static bool begins_word(char c) { return is_letter(c) || c == '_'; }
    static bool is_hexadecimal(char c) {
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    static bool goes_on_word(char c) { return begins_word(c) || is_digit(c); }

    void skip_blanks() {
        for (;;) {
            take_while(is_space);
            if (!sees("//")) return;
            take_while([](char c) { return c != '\n'; });
        }
    }

    KqlToken next() {
        const auto place = place_;
        if (const auto prefix = string_prefix()) {
            take(*prefix);
            return {Kind::string, string(place), place};
        }
        if (begins_word(look()) || (look() == '!' && begins_word(look(1)))) return word();
        if (is_digit(look()) || (look() == '.' && is_digit(look(1)))) return number();
        if (sees("['") || sees("[\"")) return quoted_name_or_sign();
        const auto* const sign = std::find_if(signs.begin(), signs.end(),
                                              [this](std::string_view s) { return sees(s); });
        if (sign == signs.end()) refuse_character("text stands in quotes");
        return {Kind::sign, std::string{take(sign->size())}, place};
    }

    /// How many letters stand before the quotes of a string: h hides it from logs, @ takes it as it
    /// stands. Nothing where no string begins.
    [[nodiscard]] std::optional<std::size_t> string_prefix() const {
        std::size_t prefix = look() == 'h' || look() == 'H' ? 1 : 0;
        const bool verbatim = look(prefix) == '@';
        const auto rest = text_.substr(std::min(at_ + prefix + (verbatim ? 1 : 0), text_.size()));
        const bool quotes = rest.starts_with('"') || rest.starts_with('\'');
        const bool fence = prefix == 0 && !verbatim &&
                           std::any_of(fences.begin(), fences.end(),
                                       [&](auto mark) { return rest.starts_with(mark); });
        return quotes || fence ? std::optional{prefix} : std::nullopt;
    }

    std::string string(Place begin) {
        for (const auto fence : fences)
            if (sees(fence)) return fenced(fence, begin);
        if (look() != '@') return plain_string(begin);
        take(1);
        return verbatim_string(begin);
    }

    std::string fenced(std::string_view fence, Place begin) {
        take(fence.size());
        const auto end = text_.find(fence, at_);
        if (end == std::string_view::npos)
            throw Refusal{begin, "the string does not end", "close it with " + std::string{fence}};
        std::string text{take(end - at_)};
        take(fence.size());
        return text;
    }

    void refuse_line_break(char quote, Place begin) const {
        if (at_ == text_.size() || look() == '\n' || look() == '\r')
            throw Refusal{begin, "the string does not end on its line",
                          std::string{"close it with "} + quote +
                              "; text of several lines stands between ``` and ```"};
    }

    std::string plain_string(Place begin) {
        const char quote = take(1).front();
        std::string text;
        while (look() != quote || at_ == text_.size()) {
            refuse_line_break(quote, begin);
            if (look() == '\\')
                text += escape();
            else
                text += take(1);
        }
        take(1);
        return text;
    }

    /// Two quotes are one of the text.
    std::string verbatim_string(Place begin) {
        const char quote = take(1).front();
        std::string text;
        for (;;) {
            refuse_line_break(quote, begin);
            if (look() != quote) {
                text += take(1);
                continue;
            }
            take(1);
            if (look() != quote) return text;
            text += take(1);
        }
    }

    std::string escape() {
        for (const auto& [letter, meant] : escapes)
            if (look(1) == letter) {
                take(2);
                return {meant};
            }
        for (const auto& [letter, digits] : numerics)
            if (look(1) == letter) return character(digits);
        throw Refusal{place_, "unknown escape in a string",
                      "a backslash itself is written \\\\, or the whole string as @\"text\""};
    }

    std::string character(std::size_t digits) {
        const auto written = text_.substr(at_ + 2, digits);
        std::uint32_t point = 0;
        const auto* const end = written.data() + written.size();
        const auto [rest, error] = std::from_chars(written.data(), end, point, 16);
        const auto text = event::utf8(point);
        if (written.size() < digits || error != std::errc{} || rest != end || !text)
            throw Refusal{place_, "the escape names no character", "as in \\u002f"};
        take(2 + digits);
        return *text;
    }

    /// With what stands right before or behind an operator: `!has`, `in~`.
    KqlToken word() {
        KqlToken token{Kind::word, {}, place_};
        if (look() == '!') token.text = take(1);
        token.text += take_while(goes_on_word);
        if (look() == '~' && (token.text == "in" || token.text == "!in")) token.text += take(1);
        if (token.text == "datetime" || token.text == "date") read_literal(Kind::datetime, token);
        if (token.text == "timespan" || token.text == "time") read_literal(Kind::timespan, token);
        return token;
    }

    /// datetime(2026-11-20): what stands between the parentheses has a syntax of its own.
    void read_literal(Kind kind, KqlToken& token) {
        const auto open = text_.find_first_not_of(" \t", at_);
        if (open == std::string_view::npos || text_[open] != '(') return;
        const auto close = text_.find_first_of(")\n", open);
        if (close == std::string_view::npos || text_[close] != ')')
            throw Refusal{token.place, token.text + "( does not end on its line",
                          "close it with )"};
        const auto content = text_.substr(open + 1, close - open - 1);
        constexpr std::string_view around = " \t\"'";
        const auto begin = std::min(content.find_first_not_of(around), content.size());
        take(close + 1 - at_);
        token.kind = kind;
        token.text = content.substr(begin, content.find_last_not_of(around) + 1 - begin);
    }

    /// "1d" is a span of time; in "1..5" stands no point.
    KqlToken number() {
        KqlToken token{Kind::integer, {}, place_};
        if ((sees("0x") || sees("0X")) && is_hexadecimal(look(2))) {
            token.text = take(2);
            token.text += take_while(is_hexadecimal);
            return token;
        }
        token.text = take_while(is_digit);
        if (look() == '.' && is_digit(look(1))) {
            token.kind = Kind::decimal;
            token.text += take(1);
            token.text += take_while(is_digit);
        }
        if (const auto exponent = take_exponent(); !exponent.empty()) {
            token.kind = Kind::decimal;
            token.text += exponent;
        }
        if (!begins_word(look())) return token;
        token.kind = Kind::timespan;
        token.text += take_while(goes_on_word);
        return token;
    }

    [[nodiscard]] bool begins_list() const {
        return found_.size() > 1 && found_.back().is("(") &&
               found_[found_.size() - 2].is("dynamic");
    }

    /// ['name'], or a list of texts that begins there.
    KqlToken quoted_name_or_sign() {
        const auto place = place_;
        const char quote = look(1);
        const auto close = text_.find(quote, at_ + 2);
        const auto name = text_.substr(
            at_ + 2, close == std::string_view::npos ? std::string_view::npos : close - at_ - 2);
        const bool names = close != std::string_view::npos && !name.empty() &&
                           text_.substr(close + 1, 1) == "]" && !begins_list() &&
                           std::all_of(name.begin(), name.end(), goes_on_word);
        if (!names) return {Kind::sign, std::string{take(1)}, place};
        take(close + 2 - at_);
        return {Kind::quoted, std::string{name}, place};
    }

    std::vector<KqlToken> found_;
};

}  // namespace

std::vector<KqlToken> kql_tokens(std::string_view text) { return Lexer{text}.tokens(); }

std::string told(const KqlToken& token) {
    constexpr std::size_t longest = 40;
    if (token.kind == KqlToken::Kind::end) return "the end of the query";
    const auto text = event::shortened(token.text, longest);
    if (token.kind == KqlToken::Kind::string) return "the string \"" + text + '"';
    if (token.kind == KqlToken::Kind::datetime) return "datetime(" + text + ')';
    return text;
}

}  // namespace pipehound::rule
