// SPDX-License-Identifier: Apache-2.0
// A whole KQL query: let, a table, where and where again, and what is shown of it at the end.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/types.hpp"
#include "rule/kql_lexer.hpp"
#include "rule/kql_table.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

struct KqlQuery {
    const KqlTable* table = nullptr;
    ConditionPtr condition;
    event::AsimProjection shows;
    std::vector<Cut> cuts;  ///< take
    Place place;
};

/// `now`: of ago() and now(). Throws Refusal; KqlUntold where audit does not tell what it asks.
[[nodiscard]] KqlQuery parse_kql(std::vector<KqlToken> tokens, event::Time now);

/// An operator behind | that is refused, and what to do instead.
struct KqlRefusal {
    std::string_view written;
    std::string_view hint;
};

[[nodiscard]] std::span<const KqlRefusal> kql_refusals() noexcept;

}  // namespace pipehound::rule
