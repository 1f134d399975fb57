// SPDX-License-Identifier: Apache-2.0
#include "detect/matcher.hpp"

#include <algorithm>

namespace pipehound::detect {

void Matcher::begin() {
    picking_.begin();
    candidates_.clear();
}

/// Each once, and in the order of the rules: what is told does not depend on the index.
void Matcher::add_candidates(const RuleGroup& group, Answers& answers) {
    group.pick(answers, picking_, [this](std::uint32_t rule) { candidates_.push_back(rule); });
    if (candidates_.size() < 2) return;
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
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
    const CompiledFilter* found = nullptr;
    const auto ask = [&](const event::Record& record) {
        if (found != nullptr || rule.filters.empty()) return;
        record_answers_.turn_to(record);
        found = excluded(rule.filters, records.header.time, record_answers_);
    };
    for (const auto& record : records.records) ask(record);
    if (records.call) ask(*records.call);
    return found;
}

}  // namespace pipehound::detect
