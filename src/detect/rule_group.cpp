// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_group.hpp"

#include <algorithm>

namespace pipehound::detect {

void RuleGroup::add(std::uint32_t rule, FieldNumber field, std::string text) {
    auto found = std::find_if(indexes_.begin(), indexes_.end(),
                              [field](const auto& index) { return index.first == field; });
    if (found == indexes_.end()) found = indexes_.insert(found, {field, LiteralIndex{}});
    found->second.add(std::move(text), rule);
}

}  // namespace pipehound::detect
