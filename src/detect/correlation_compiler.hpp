// SPDX-License-Identifier: Apache-2.0
// Correlations as written -> correlations as run: references found, fields numbered, chains put in
// order.
#pragma once

#include <vector>

#include "detect/rule_book.hpp"

namespace pipehound::detect {

/// Enters them in the book, whose rules must be complete, and silences the rules that only they
/// want. What cannot run goes to `broken` and `not_evaluable`.
void compile_correlations(std::vector<rule::Correlation> correlations, RuleBook& book);

}  // namespace pipehound::detect
