// SPDX-License-Identifier: Apache-2.0
// How often one FIFO may be judged, so that a busy one cannot take the machine and none is
// forgotten.
#pragma once

#include <algorithm>

#include "event/types.hpp"

namespace pipehound::detect {

/// A token bucket in event time: a burst at first, then a steady rate. What finds it empty is to be
/// done at `next`, once.
class Pace {
public:
    /// True where it may happen now.
    [[nodiscard]] bool take(event::Time now) noexcept {
        const auto refill = std::max((now - refilled_) / interval, event::Duration::rep{0});
        if (refill > 0) {
            tokens_ = static_cast<int>(std::min<event::Duration::rep>(burst, tokens_ + refill));
            refilled_ = now;
        }
        return tokens_ > 0 && tokens_-- > 0;
    }

    [[nodiscard]] event::Time next(event::Time now) const noexcept { return now + interval; }

private:
    static constexpr int burst = 64;
    static constexpr event::Duration interval{50};
    int tokens_ = burst;
    event::Time refilled_{};
};

}  // namespace pipehound::detect
