// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_book.hpp"

#include <algorithm>

namespace pipehound::detect {

std::size_t RuleBook::running() const {
    const auto stages = std::count_if(rules.begin(), rules.end(),
                                      [](const CompiledRule& rule) { return rule.stage; });
    return rules.size() - static_cast<std::size_t>(stages) + correlations.size() + sequences.size();
}

bool RuleBook::wants_files() const {
    const auto files = event::act_set<event::FileCreated, event::FileOpened, event::FileRemoved,
                                      event::FileRenamed>();
    return (interest.acts & files).any() ||
           std::any_of(by_category.begin(), by_category.end(),
                       [](const auto& group) { return group.first.starts_with("file_"); });
}

bool RuleBook::wants_records() const { return !any_type.empty() || !by_type.empty(); }

}  // namespace pipehound::detect
