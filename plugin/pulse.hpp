// SPDX-License-Identifier: Apache-2.0
// How fast the stream goes, and how far behind it we are, over the last minute. Time is an
// argument.
#pragma once

#include <cstdint>
#include <deque>

#include "event/types.hpp"

namespace pipehound::plugin {

class Pulse {
public:
    struct Rates {
        double records = 0;  ///< a second
        double events = 0;
        event::Duration lag{};  ///< from a record's own time to our reading it, at the last one
        event::Duration lag_peak{};  ///< the most of it
    };

    /// How far it had come at that time. To be told at the start, and then every few
    /// seconds; what comes closer is passed over.
    void sample(std::uint64_t records, std::uint64_t events, event::Time now);

    /// Something was read at `now`; the newest record of all is of `newest`.
    void read(event::Time newest, event::Time now);

    /// Over the samples of the last minute until now.
    [[nodiscard]] Rates rates(std::uint64_t records, std::uint64_t events, event::Time now) const;

private:
    struct Sample {
        event::Time time{};
        std::uint64_t records = 0;
        std::uint64_t events = 0;
        event::Duration lag_peak{};  // from this sample to the next
    };

    std::deque<Sample> samples_;  // of a minute, and one before it
    event::Duration lag_{};
};

}  // namespace pipehound::plugin
