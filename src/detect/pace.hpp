// SPDX-License-Identifier: Apache-2.0
// How often FIFOs may be judged, each and all together, so that busy ones cannot take the machine
// and none is forgotten.
#pragma once

#include <algorithm>

#include "event/types.hpp"

namespace pipehound::detect {

/// A token bucket in event time: a burst at first, then a steady rate. What finds it empty is to be
/// done at `next`, once.
class Pace {
public:
    Pace(int burst, event::Duration interval) : burst_{burst}, interval_{interval} {}

    /// True where it may happen now.
    [[nodiscard]] bool take(event::Time now) noexcept {
        const auto refill = std::max((now - refilled_) / interval_, event::Duration::rep{0});
        if (refill > 0) {
            tokens_ = static_cast<int>(std::min<event::Duration::rep>(burst_, tokens_ + refill));
            refilled_ = now;
        }
        return tokens_ > 0 && tokens_-- > 0;
    }

    [[nodiscard]] event::Time next(event::Time now) const noexcept { return now + interval_; }

private:
    int burst_;
    event::Duration interval_;
    int tokens_ = burst_;
    event::Time refilled_{};
};

}  // namespace pipehound::detect
