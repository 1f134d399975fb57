// SPDX-License-Identifier: Apache-2.0
// A sequence, laid out for running: runs are written out, and missing events stand between the
// events that come. Immutable.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rule/rule.hpp"

namespace pipehound::detect {

struct SequencePlan {
    explicit SequencePlan(const rule::Sequence& sequence);

    /// Events of this stage must not come between two steps.
    struct Gap {
        std::size_t stage;
        std::size_t before;  ///< the step that it stands before; steps.size(): behind the last
    };

    std::vector<std::size_t> steps;  ///< the stage whose event comes, in order
    std::vector<Gap> gaps;
    std::optional<event::Duration> maxspan;
    bool ordered = true;
    std::size_t stages = 0;  ///< the number that stands for `until`

    /// May an event of the stage change anything where no chain waits for it? Of an ordered
    /// sequence what begins it may, and `until`, which ends what the same event begins.
    [[nodiscard]] bool is_always_wanted(std::size_t stage) const noexcept {
        return begins(stage) || stage == stages;
    }
    /// May an event of the stage be the first that a group remembers?
    [[nodiscard]] bool begins(std::size_t stage) const noexcept;
    [[nodiscard]] bool gap_at(std::size_t before) const noexcept;
    [[nodiscard]] bool has_leading_gap() const noexcept { return gap_at(0); }
    [[nodiscard]] bool has_trailing_gap() const noexcept { return gap_at(steps.size()); }
};

}  // namespace pipehound::detect
