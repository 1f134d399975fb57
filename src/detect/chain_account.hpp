// SPDX-License-Identifier: Apache-2.0
// Remembers the beginnings of one sequence that went furthest and came to nothing.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "detect/chain_listener.hpp"
#include "detect/explanation.hpp"
#include "detect/rule_book.hpp"
#include "event/node_names.hpp"

namespace pipehound::detect {

class ChainAccount : public ChainListener {
public:
    /// Both must outlive it.
    ChainAccount(const CompiledSequence& sequence, const event::NodeNames& nodes,
                 std::size_t limit);

    void turn_to(std::string_view key) override { key_ = key; }
    void ended(const std::vector<Finding>& chain, ChainEnd how,
               std::optional<event::Time> when) override;
    void unclaimed(std::size_t step) override { ++unclaimed_[sequence_->plan.steps[step]]; }

    [[nodiscard]] ChainsExplanation explanation() const;
    /// Events of that stage which no chain waited for.
    [[nodiscard]] std::uint64_t unclaimed_of(std::size_t stage) const;

private:
    [[nodiscard]] JoinKey join_key() const;

    const CompiledSequence* sequence_;
    const event::NodeNames& nodes_;
    std::size_t limit_;
    std::string key_;
    std::map<std::pair<std::size_t, ChainEnd>, std::uint64_t> counts_;
    std::map<std::size_t, std::uint64_t> unclaimed_;    // by stage
    std::vector<ChainsExplanation::Chain> unfinished_;  // the furthest first
};

[[nodiscard]] EventMark mark_of(const Finding& finding, const event::NodeNames& nodes);

}  // namespace pipehound::detect
