// SPDX-License-Identifier: Apache-2.0
// Comparisons with dates. Of a date that leaves parts out, "2026-11-20", all of that day is equal,
// and what is later is behind its end.
#pragma once

#include <string_view>

#include "rule/condition.hpp"
#include "rule/expression.hpp"

namespace pipehound::rule {

/// Is the field a date in ECS?
[[nodiscard]] bool is_eql_date(std::string_view field) noexcept;

/// The predicate's field against a date as text, or in milliseconds since 1970. Throws Refusal.
[[nodiscard]] ConditionPtr eql_date_comparison(Predicate predicate, Order order,
                                               const Literal& date, Place place);

}  // namespace pipehound::rule
