// SPDX-License-Identifier: Apache-2.0
// Sigma's value modifiers (sigma-specification 2.1, appendix modifiers): one table.
#pragma once

#include <string_view>

#include "rule/sigma_item.hpp"

namespace pipehound::rule {

/// Changes the item as the modifier of that name does. Throws Refusal: an unknown modifier, one
/// that does not go with those before it, a value it cannot take.
void apply_modifier(std::string_view name, SigmaItem& item);

}  // namespace pipehound::rule
