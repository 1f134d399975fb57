// SPDX-License-Identifier: Apache-2.0
// EQL text -> tokens, each with its place. First stage of the EQL front end; eql_parser.hpp goes
// on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

struct EqlToken {
    enum class Kind : std::uint8_t {
        word,     ///< a keyword, a name or a part of one; with a `~` that stands right behind it
        quoted,   ///< a name in backticks: never a keyword
        string,   ///< its text is what it means: escapes are read
        integer,  ///< digits
        decimal,  ///< with a point or an exponent
        sign,
        end  ///< stands once, behind all others
    };
    Kind kind = Kind::end;
    std::string text;
    Place place;

    [[nodiscard]] bool is(std::string_view sign_or_word) const noexcept {
        return (kind == Kind::sign || kind == Kind::word) && text == sign_or_word;
    }
};

/// The longest query that is read.
inline constexpr std::size_t most_eql_tokens = 500'000;

/// `base`: the place of the text's first character in its file. Columns count characters of UTF-8.
/// Throws Refusal.
[[nodiscard]] std::vector<EqlToken> eql_tokens(std::string_view text, Place base);

/// A word that names no field and no category unless it stands in backticks.
[[nodiscard]] bool is_eql_keyword(std::string_view word) noexcept;

/// How a message names a token: "where", the string "/bin/sh", the end of the query.
[[nodiscard]] std::string told(const EqlToken& token);

}  // namespace pipehound::rule
