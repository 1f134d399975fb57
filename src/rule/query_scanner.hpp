// SPDX-License-Identifier: Apache-2.0
// Where a lexer of a query language stands in its text. Columns count characters of UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

class QueryScanner {
public:
    /// `place`: that of the text's first character in its file.
    QueryScanner(std::string_view text, Place place) : text_{text}, place_{place} {}

protected:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    /// '\0' behind the end.
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
            if (c == '\n')
                place_ = {place_.line + 1, 1};
            else if (!goes_on_character(c))
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

    /// The exponent of a number, if one stands here: it needs digits, so in `3else` there is none.
    std::string_view take_exponent() {
        const std::size_t sign = look(1) == '-' || look(1) == '+' ? 1 : 0;
        if ((look() != 'e' && look() != 'E') || !is_digit(look(1 + sign))) return {};
        auto digits = at_ + 1 + sign;
        while (digits < text_.size() && is_digit(text_[digits])) ++digits;
        return take(digits - at_);
    }

    [[noreturn]] void refuse_character(const std::string& hint) const {
        auto end = at_ + 1;
        while (end < text_.size() && goes_on_character(text_[end])) ++end;
        throw Refusal{
            place_,
            "the character " + std::string{text_.substr(at_, end - at_)} + " is not expected here",
            hint};
    }

    std::string_view text_;
    Place place_;
    std::size_t at_ = 0;

private:
    static bool goes_on_character(char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
    }
};

}  // namespace pipehound::rule
