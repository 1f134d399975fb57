// SPDX-License-Identifier: Apache-2.0
// EQL's queries: an event, a sequence of events, or a sample of them. What they ask of each event,
// eql_expression.hpp reads.
#pragma once

#include <variant>
#include <vector>

#include "rule/eql_lexer.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

/// The most events that one sequence may wait for, repeated ones counted as often as they come.
inline constexpr std::size_t most_eql_stages = 256;
/// Of one event, as in Elasticsearch.
inline constexpr std::size_t most_eql_runs = 100;

struct EqlQuery {
    std::variant<EventQuery, Sequence> asks;  ///< a sequence without its `meta`
    std::vector<Cut> cuts;
};

/// `tokens`: those of one query, from eql_tokens. Throws Refusal.
[[nodiscard]] EqlQuery parse_eql(std::vector<EqlToken> tokens);

}  // namespace pipehound::rule
