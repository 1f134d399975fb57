// SPDX-License-Identifier: Apache-2.0
// `correlation:` of a correlation document (sigma-specification 2.1, correlation rules).
#pragma once

#include "rule/rule.hpp"
#include "rule/yaml.hpp"

namespace pipehound::rule {

/// All but the meta data, which the caller has read. Throws Refusal.
[[nodiscard]] Correlation read_correlation(const yaml::Node& document);

}  // namespace pipehound::rule
