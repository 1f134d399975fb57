// SPDX-License-Identifier: Apache-2.0
// EQL's comparisons and lookups, as conditions.
#pragma once

#include <vector>

#include "rule/eql_lexer.hpp"
#include "rule/eql_value.hpp"

namespace pipehound::rule {

/// `sign`: one of == != < <= > >=. Throws Refusal.
[[nodiscard]] ConditionPtr eql_comparison(const EqlValue& left, const EqlToken& sign,
                                          const EqlValue& right);

[[nodiscard]] bool is_eql_lookup(const EqlToken& token) noexcept;

/// `word`: one of : in in~ like like~ regex regex~. The value is what one of `candidates` says.
/// Throws Refusal.
[[nodiscard]] ConditionPtr eql_lookup(const EqlValue& left, const EqlToken& word,
                                      const std::vector<EqlValue>& candidates);

}  // namespace pipehound::rule
