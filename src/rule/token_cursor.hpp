// SPDX-License-Identifier: Apache-2.0
// Where a parser of a query language stands in its tokens.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

/// `Token`: EqlToken or KqlToken.
template <typename Token>
class TokenCursor {
public:
    using Kind = typename Token::Kind;

    /// The last one is the end.
    explicit TokenCursor(std::vector<Token> tokens) : tokens_{std::move(tokens)} {}

    /// The end goes on for ever.
    [[nodiscard]] const Token& look(std::size_t ahead = 0) const {
        return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
    }
    [[nodiscard]] Place place() const { return look().place; }
    [[nodiscard]] bool at_end() const { return look().kind == Kind::end; }

    Token take() {
        auto token = look();
        next_ = std::min(next_ + 1, tokens_.size() - 1);
        return token;
    }

    /// Takes it where it stands next.
    bool take(std::string_view sign_or_word) {
        const bool found = look().is(sign_or_word);
        if (found) take();
        return found;
    }

    void expect(std::string_view sign_or_word, const std::string& hint = {}) {
        if (!take(sign_or_word)) refuse(std::string{sign_or_word} + " is missing before", hint);
    }

    /// Refuses what stands next: "... before [" or the like.
    [[noreturn]] void refuse(const std::string& message, const std::string& hint = {}) const {
        throw Refusal{place(), message + ' ' + told(look()), hint};
    }
    [[noreturn]] void refuse_next(const std::string& hint = {}) const {
        throw Refusal{place(), told(look()) + " is not expected here", hint};
    }

private:
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
};

}  // namespace pipehound::rule
