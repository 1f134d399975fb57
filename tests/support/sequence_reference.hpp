// SPDX-License-Identifier: Apache-2.0
// Sequences as Elasticsearch's manual has them, told from a whole history: slow and plain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "rule/rule.hpp"

namespace pipehound::test {

/// One event of a history that is in order.
struct Happening {
    std::int64_t time = 0;  // ms
    std::uint64_t serial = 0;
    std::vector<bool> stages;  // of which stages it is; the last: of until
};

class SequenceReference {
public:
    SequenceReference(const rule::Sequence& sequence, std::vector<Happening> history)
        : sequence_{sequence}, history_{std::move(history)} {
        for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage)
            if (!sequence.stages[stage].missing)
                for (std::size_t run = 0; run < sequence.stages[stage].runs; ++run)
                    steps_.push_back(stage);
        chains_.resize(steps_.size());
    }

    /// The matches, each by the places of its events in the history, in no order.
    [[nodiscard]] std::vector<std::vector<std::size_t>> matches() {
        for (std::size_t at = 0; at < history_.size(); ++at)
            for (auto step = steps_.size(); step-- > 0;)
                if (history_[at].stages[steps_[step]]) grow(step, at);
        std::erase_if(full_, [this](const Chain& chain) { return is_spoilt(chain); });
        return full_;
    }

private:
    using Chain = std::vector<std::size_t>;

    [[nodiscard]] bool before(std::size_t left, std::size_t right) const {
        const auto& a = history_[left];
        const auto& b = history_[right];
        return a.time != b.time ? a.time < b.time : a.serial < b.serial;
    }
    [[nodiscard]] bool within_span(std::size_t left, std::size_t right) const {
        return !sequence_.maxspan ||
               history_[right].time - history_[left].time <= sequence_.maxspan->count();
    }

    void grow(std::size_t step, std::size_t at) {
        Chain chain;
        if (step > 0) {
            auto taken = take(chains_[step - 1], at);
            if (!taken || !within_span(taken->front(), at) || is_ended(*taken, at)) return;
            chain = *taken;
        }
        chain.push_back(at);
        (step + 1 == steps_.size() ? full_ : chains_[step]).push_back(chain);
    }

    /// The latest chain before `at`; it and all older ones go.
    std::optional<Chain> take(std::vector<Chain>& chains, std::size_t at) const {
        for (auto i = chains.size(); i-- > 0;)
            if (before(chains[i].back(), at)) {
                auto found = chains[i];
                chains.erase(chains.begin(), chains.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                return found;
            }
        return std::nullopt;
    }

    [[nodiscard]] bool is_ended(const Chain& chain, std::size_t at) const {
        for (auto i = chain.back(); i < at; ++i)
            if (history_[i].stages.back() && !before(i, chain.back())) return true;
        return false;
    }

    /// Which places of the gap are where in the history: all of the missing stages before `step`.
    [[nodiscard]] std::vector<std::size_t> gap(std::size_t step) const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < history_.size(); ++i) {
            std::size_t passed = 0;
            for (std::size_t stage = 0; stage < sequence_.stages.size(); ++stage) {
                const auto& is = sequence_.stages[stage];
                if (is.missing && passed == step && history_[i].stages[stage]) {
                    found.push_back(i);
                    break;
                }
                if (!is.missing) passed += is.runs;
            }
        }
        return found;
    }
    [[nodiscard]] bool has_gap(std::size_t step) const {
        std::size_t passed = 0;
        for (const auto& stage : sequence_.stages) {
            if (stage.missing && passed == step) return true;
            if (!stage.missing) passed += stage.runs;
        }
        return false;
    }

    [[nodiscard]] bool is_spoilt(const Chain& chain) const {
        for (std::size_t step = 1; step < chain.size(); ++step)
            for (const auto i : gap(step))
                if (before(chain[step - 1], i) && before(i, chain[step])) return true;
        const auto leading = gap(0);
        const auto trailing = gap(chain.size());
        if (has_gap(0) && has_gap(chain.size())) {
            for (const auto i : leading)
                for (const auto j : trailing)
                    if (before(i, chain.front()) && before(chain.back(), j) && within_span(i, j))
                        return true;
            return false;
        }
        for (const auto i : leading)
            if (before(i, chain.front()) && within_span(i, chain.back())) return true;
        for (const auto j : trailing)
            if (before(chain.back(), j) && within_span(chain.front(), j)) return true;
        return false;
    }

    const rule::Sequence& sequence_;
    std::vector<Happening> history_;
    std::vector<std::size_t> steps_;
    std::vector<std::vector<Chain>> chains_;
    std::vector<Chain> full_;
};

}  // namespace pipehound::test
