// SPDX-License-Identifier: Apache-2.0
#include "detect/matcher.hpp"

#include <algorithm>

namespace pipehound::detect {

void Matcher::begin() {
    ++turn_;
    candidates_.clear();
}

/// Each once, and in the order of the rules: what is told does not depend on the index.
void Matcher::add_candidates(const RuleGroup& group, Answers& answers) {
    const auto before = candidates_.size();
    group.pick(answers, [this](std::uint32_t rule) {
        if (picked_[rule] == turn_) return;
        picked_[rule] = turn_;
        candidates_.push_back(rule);
    });
    if (candidates_.size() > before + 1) std::sort(candidates_.begin(), candidates_.end());
}

const CompiledFilter* Matcher::excluded(const std::vector<const CompiledFilter*>& filters,
                                        event::Time now, Answers& answers) const {
    const auto found =
        std::find_if(filters.begin(), filters.end(), [&](const CompiledFilter* filter) {
            return filter->in_force(now) && !filter->formula.holds(answers);
        });
    return found == filters.end() ? nullptr : *found;
}

const CompiledFilter* Matcher::excluded(const CompiledRule& rule, const event::Records& records) {
    if (rule.filters.empty()) return nullptr;
    for (const auto& record : records.records) {
        record_answers_.turn_to(record);
        if (const auto* const filter = excluded(rule.filters, records.header.time, record_answers_))
            return filter;
    }
    return nullptr;
}

}  // namespace pipehound::detect
