// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_group.hpp"

#include <algorithm>

namespace pipehound::detect {

void RuleGroup::add(std::uint32_t rule, std::uint32_t number,
                    const std::vector<Texts>& requirements) {
    if (requirements.empty()) return always_.push_back(rule);
    const auto all = static_cast<std::uint8_t>((1U << requirements.size()) - 1);
    for (std::size_t i = 0; i < requirements.size(); ++i) {
        const auto entry = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back({rule, number, static_cast<std::uint8_t>(1U << i), all});
        for (const auto& [field, text] : requirements[i]) index_of(field).add(text, entry);
    }
}

LiteralIndex& RuleGroup::index_of(FieldNumber field) {
    const auto found = std::find_if(indexes_.begin(), indexes_.end(),
                                    [field](const auto& index) { return index.first == field; });
    return found != indexes_.end() ? found->second
                                   : indexes_.emplace_back(field, LiteralIndex{}).second;
}

}  // namespace pipehound::detect
