// SPDX-License-Identifier: Apache-2.0
// Rules that are asked about the same events, and the picking of those that an event can concern at
// all: of most rules some text must occur in some field.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "detect/answers.hpp"
#include "detect/literal_index.hpp"
#include "detect/requirement.hpp"

namespace pipehound::detect {

class RuleGroup {
public:
    /// The rule must be asked of every event.
    void add(std::uint32_t rule) { always_.push_back(rule); }

    /// The rule must be asked where `text` stands in a framed value of `field` (see
    /// Answer::framed).
    void add(std::uint32_t rule, FieldNumber field, std::string text);

    [[nodiscard]] bool empty() const noexcept { return always_.empty() && indexes_.empty(); }

    /// Calls `picked(rule)` for each rule that may hold; a rule may be picked several times.
    template <typename Picked>
    void pick(Answers& answers, Picked&& picked) const {
        for (const auto rule : always_) picked(rule);
        for (const auto& [field, index] : indexes_) {
            const auto& answer = answers[field];
            for (std::size_t i = 0; i < answer.size(); ++i) index.search(answer.framed(i), picked);
        }
    }

private:
    std::vector<std::uint32_t> always_;
    std::vector<std::pair<FieldNumber, LiteralIndex>> indexes_;
};

}  // namespace pipehound::detect
