// SPDX-License-Identifier: Apache-2.0
// `detection:` of a rule and `filter:` of a filter: search identifiers and the condition over them.
#pragma once

#include <vector>

#include "rule/condition.hpp"
#include "rule/yaml.hpp"

namespace pipehound::rule {

/// `apart`: keys of the map that are no search identifiers. Throws Refusal.
[[nodiscard]] ConditionPtr read_detection(const yaml::Node& map, std::string_view what,
                                          const std::vector<std::string_view>& apart);

}  // namespace pipehound::rule
