// SPDX-License-Identifier: Apache-2.0
#include "detect/chain_account.hpp"

#include <algorithm>

#include "detect/join_key.hpp"

namespace pipehound::detect {

EventMark mark_of(const Finding& finding, const event::NodeNames& nodes) {
    return {finding.moment.time, finding.moment.serial, finding.event_id,
            std::string{nodes.name(finding.node)}, finding.summary};
}

ChainAccount::ChainAccount(const CompiledSequence& sequence, const event::NodeNames& nodes,
                           std::size_t limit)
    : sequence_{&sequence}, nodes_{nodes}, limit_{limit} {}

void ChainAccount::ended(const std::vector<Finding>& chain, ChainEnd how,
                         std::optional<event::Time> when) {
    ++counts_[{chain.size(), how}];
    const auto place =
        std::find_if(unfinished_.begin(), unfinished_.end(),
                     [&chain](const auto& other) { return other.events.size() < chain.size(); });
    if (place == unfinished_.end() && unfinished_.size() >= limit_) return;
    ChainsExplanation::Chain remembered{{}, how, when, join_key()};
    for (const auto& finding : chain) remembered.events.push_back(mark_of(finding, nodes_));
    unfinished_.insert(place, std::move(remembered));
    if (unfinished_.size() > limit_) unfinished_.pop_back();
}

/// Named as in the first stage.
JoinKey ChainAccount::join_key() const {
    JoinKey key;
    const auto& names = sequence_->what.stages.front().by;
    const auto values = key_values(key_);
    for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
        if (values[i]) key.emplace_back(names[i].field, *values[i]);
    return key;
}

std::uint64_t ChainAccount::unclaimed_of(std::size_t stage) const {
    const auto found = unclaimed_.find(stage);
    return found == unclaimed_.end() ? 0 : found->second;
}

ChainsExplanation ChainAccount::explanation() const {
    ChainsExplanation explanation;
    explanation.steps = sequence_->plan.steps.size();
    explanation.ordered = sequence_->plan.ordered;
    explanation.maxspan = sequence_->plan.maxspan;
    for (auto count = counts_.rbegin(); count != counts_.rend(); ++count)
        explanation.counts.push_back({count->first.first, count->first.second, count->second});
    explanation.unfinished = unfinished_;
    return explanation;
}

}  // namespace pipehound::detect
