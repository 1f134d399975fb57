// SPDX-License-Identifier: Apache-2.0
// An explanation as a person wants to read it at 3 a.m. What an attacker may have chosen is
// escaped as in alerts (alert/quoting.hpp), so nothing can move the cursor or forge a line.
#pragma once

#include <string>
#include <vector>

#include "detect/explanation.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::plugin {

[[nodiscard]] std::string text(const detect::Explanation& explanation);

/// Of a rule that does not run.
[[nodiscard]] std::string text(const rule::Meta& meta,
                               const std::vector<detect::NotEvaluable>& reasons);

}  // namespace pipehound::plugin
