// SPDX-License-Identifier: Apache-2.0
// EQL's conditions, weakest first: or, and, not, comparisons and lookups, + -, * / %, signs.
#pragma once

#include "rule/eql_cursor.hpp"
#include "rule/eql_value.hpp"

namespace pipehound::rule {

/// The most values, fields and functions that one condition may have.
inline constexpr std::size_t most_eql_nodes = 100'000;

/// Reads a condition and stops at the first token that does not go on with it. Throws Refusal.
[[nodiscard]] ConditionPtr parse_eql_condition(EqlCursor& tokens);

/// process.parent.name, `odd name`, ?process.env_vars. Throws Refusal.
[[nodiscard]] FieldValue parse_eql_field(EqlCursor& tokens);

}  // namespace pipehound::rule
