// SPDX-License-Identifier: Apache-2.0
// KQL text -> tokens, each with its place. First stage of the KQL front end; kql_query.hpp goes on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

struct KqlToken {
    enum class Kind : std::uint8_t {
        word,      ///< a keyword, a name or an operator of letters: "where", "!has_cs", "in~"
        quoted,    ///< ['a name']: never a keyword
        string,    ///< its text is what it means: escapes are read
        integer,   ///< digits
        decimal,   ///< with a point or an exponent
        timespan,  ///< "1d", and what stands in timespan()
        datetime,  ///< what stands in datetime()
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
inline constexpr std::size_t most_kql_tokens = 100'000;

/// Columns count characters of UTF-8. Throws Refusal.
[[nodiscard]] std::vector<KqlToken> kql_tokens(std::string_view text);

/// How a message names a token: "where", the string "/bin/sh", the end of the query.
[[nodiscard]] std::string told(const KqlToken& token);

}  // namespace pipehound::rule
