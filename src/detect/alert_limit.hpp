// SPDX-License-Identifier: Apache-2.0
// A rule that fires all the time must not drown the others, nor the person who reads: so many
// alerts in a window, and one more that says how many were held back.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "detect/sighting.hpp"
#include "event/types.hpp"

namespace pipehound::detect {

class AlertLimit {
public:
    struct Limits {
        std::size_t alerts = 100;  ///< of one rule, in a window; 0: no limit
        event::Duration window{300'000};
    };

    /// What is to be done with one more find of a rule.
    enum class Verdict : std::uint8_t {
        tell,
        keep,  ///< the first that is held back: to be given to `keep`, it stands for all
        drop   ///< counted
    };

    /// What was held back in a window.
    struct Held {
        std::uint64_t count = 0;
        Sighting first;
    };

    explicit AlertLimit(Limits limits) : limits_{limits} {}

    /// `meta`: of the rule, the same one each time.
    [[nodiscard]] Verdict judge(const rule::Meta& meta, event::Time now);
    void keep(Sighting sighting);

    /// What the windows that are over at `now` held back.
    [[nodiscard]] std::vector<Held> expire(event::Time now);
    [[nodiscard]] std::optional<event::Time> deadline() const;

private:
    struct Window {
        event::Time end{};
        std::size_t passed = 0;
        Held held;
    };

    Limits limits_;
    std::unordered_map<const rule::Meta*, Window> windows_;  // as many as there are rules
    event::Time next_end_ = event::Time::max();              // not later than the first of them
};

}  // namespace pipehound::detect
