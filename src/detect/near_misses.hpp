// SPDX-License-Identifier: Apache-2.0
// The events that came nearest to fulfil a condition. Bounded, whatever comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "detect/explanation.hpp"
#include "detect/shortfall.hpp"

namespace pipehound::detect {

/// Makes the mark of the event at hand: it is dear, and few are kept.
using MarkEvent = std::function<EventMark()>;

class NearMisses {
public:
    explicit NearMisses(std::size_t limit) : limit_{limit} {}

    /// The condition does not hold of the event that `answers` are about.
    void take(const Formula::Part& whole, Answers& answers, const MarkEvent& mark);

    /// Those that lack least, and of these first what few lack: an event that fails where nearly
    /// all others hold says more than one of the many.
    [[nodiscard]] std::vector<Miss> nearest() const;

private:
    /// Events that lack the same.
    struct Kind {
        std::uint64_t events = 0;
        std::uint64_t order = 0;
        std::vector<Miss> examples;
    };
    using Lacking = std::vector<std::pair<const rule::Condition*, Formula::Truth>>;
    using Kinds = std::map<Lacking, Kind>;

    [[nodiscard]] Kind* kind_of(const Lacking& lacking);
    [[nodiscard]] Kinds::iterator furthest();

    std::size_t limit_;
    std::uint64_t order_ = 0;
    Kinds kinds_;
};

}  // namespace pipehound::detect
