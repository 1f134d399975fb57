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

namespace pipehound::rule {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool goes_on_word(char c) { return begins_word(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

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

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_{text} {}

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
        if (sign == signs.end()) refuse_character();
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
        token.text = take_while(is_digit);
        if (look() == '.' && is_digit(look(1))) {
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

    [[noreturn]] void refuse_character() const {
        auto end = at_ + 1;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0U) == 0x80U)
            ++end;
        throw Refusal{
            place_,
            "the character " + std::string{text_.substr(at_, end - at_)} + " is not expected here",
            "text stands in quotes"};
    }

    std::string_view text_;
    Place place_{1, 1};
    std::size_t at_ = 0;
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
