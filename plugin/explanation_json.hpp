// SPDX-License-Identifier: Apache-2.0
// An explanation for programs: one JSON object on one line, of printable ASCII.
#pragma once

#include <string>
#include <vector>

#include "detect/explanation.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::plugin {

[[nodiscard]] std::string json(const detect::Explanation& explanation);

/// Of a rule that does not run.
[[nodiscard]] std::string json(const rule::Meta& meta,
                               const std::vector<detect::NotEvaluable>& reasons);

}  // namespace pipehound::plugin
