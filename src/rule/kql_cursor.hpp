// SPDX-License-Identifier: Apache-2.0
// Where a parser of KQL stands in its tokens.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rule/kql_lexer.hpp"

namespace pipehound::rule {

class KqlCursor {
public:
    using Kind = KqlToken::Kind;

    /// Of kql_tokens: the last one is the end.
    explicit KqlCursor(std::vector<KqlToken> tokens) : tokens_{std::move(tokens)} {}

    /// The end goes on for ever.
    [[nodiscard]] const KqlToken& look(std::size_t ahead = 0) const {
        return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
    }
    [[nodiscard]] Place place() const { return look().place; }
    [[nodiscard]] bool at_end() const { return look().kind == Kind::end; }

    KqlToken take() {
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
        if (!take(sign_or_word))
            throw Refusal{place(), std::string{sign_or_word} + " is missing before " + told(look()),
                          hint};
    }

    [[noreturn]] void refuse_next(const std::string& hint = {}) const {
        throw Refusal{place(), told(look()) + " is not expected here", hint};
    }

private:
    std::vector<KqlToken> tokens_;
    std::size_t next_ = 0;
};

}  // namespace pipehound::rule
