// SPDX-License-Identifier: Apache-2.0
// A walk over all that a condition asks, wherever in it that stands.
#pragma once

#include <variant>

#include "rule/condition.hpp"

namespace pipehound::rule {

/// Calls `visit(predicate)` for each, from left to right.
template <typename Visit>
void each_predicate(const Condition& condition, Visit&& visit) {
    if (const auto* const predicate = std::get_if<Predicate>(&condition.is))
        visit(*predicate);
    else if (const auto* const all = std::get_if<All>(&condition.is))
        for (const auto& part : all->parts) each_predicate(*part, visit);
    else if (const auto* const any = std::get_if<Any>(&condition.is))
        for (const auto& part : any->parts) each_predicate(*part, visit);
    else if (const auto* const opposite = std::get_if<Not>(&condition.is))
        each_predicate(*opposite->part, visit);
    else
        each_predicate(*std::get<IsUnknown>(condition.is).part, visit);
}

}  // namespace pipehound::rule
