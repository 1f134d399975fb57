// SPDX-License-Identifier: Apache-2.0
#include "detect/sequence_plan.hpp"

#include <algorithm>

namespace pipehound::detect {

SequencePlan::SequencePlan(const rule::Sequence& sequence)
    : maxspan{sequence.maxspan}, ordered{sequence.ordered}, stages{sequence.stages.size()} {
    for (std::size_t stage = 0; stage < stages; ++stage) {
        if (sequence.stages[stage].missing)
            gaps.push_back({stage, steps.size()});
        else
            steps.insert(steps.end(), sequence.stages[stage].runs, stage);
    }
}

bool SequencePlan::begins(std::size_t stage) const noexcept {
    return !ordered || steps.front() == stage ||
           std::any_of(gaps.begin(), gaps.end(),
                       [stage](const Gap& gap) { return gap.stage == stage; });
}

bool SequencePlan::gap_at(std::size_t before) const noexcept {
    return std::any_of(gaps.begin(), gaps.end(),
                       [before](const Gap& gap) { return gap.before == before; });
}

}  // namespace pipehound::detect
