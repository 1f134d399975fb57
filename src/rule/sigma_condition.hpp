// SPDX-License-Identifier: Apache-2.0
// Sigma's condition grammar, weakest first: or, and, not, "1 of x*" and "all of x*", parentheses.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rule/condition.hpp"

namespace pipehound::rule {

/// Search identifiers and what they ask, in the order of the document.
using Selections = std::vector<std::pair<std::string, ConditionPtr>>;

/// `place`: of the text's first character. Throws Refusal.
[[nodiscard]] ConditionPtr parse_sigma_condition(std::string_view text, Place place,
                                                 const Selections& selections);

}  // namespace pipehound::rule
