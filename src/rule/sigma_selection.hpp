// SPDX-License-Identifier: Apache-2.0
// The value of a search identifier -> a condition: maps are AND, lists of maps OR, bare values are
// keywords.
#pragma once

#include "rule/condition.hpp"
#include "rule/yaml.hpp"

namespace pipehound::rule {

/// Throws Refusal.
[[nodiscard]] ConditionPtr read_selection(const std::string& name, const yaml::Node& node);

}  // namespace pipehound::rule
