// SPDX-License-Identifier: Apache-2.0
// A rule that fires all the time must not drown the others, nor the person who reads: so many
// alerts in a window, and one more that says how many were held back.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
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

    /// What was held back, by its last sighting.
    struct Held {
        std::string rule;  ///< id
        std::uint64_t count = 0;
        Sighting last;
        event::Time since{};
    };

    explicit AlertLimit(Limits limits) : limits_{limits} {}

    /// True where the sighting may be told; else it is counted, and kept until its window ends.
    [[nodiscard]] bool pass(const Sighting& sighting);

    /// What the windows that are over at `now` held back.
    [[nodiscard]] std::vector<Held> expire(event::Time now);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// Other rules hold from now on: what is held back must not be told by those that are gone.
    [[nodiscard]] std::vector<Held> finish() { return expire(event::Time::max()); }

private:
    struct Window {
        event::Time end{};
        std::size_t passed = 0;
        std::optional<Held> held;
    };

    Limits limits_;
    std::map<std::string, Window> windows_;  // by id; as many as there are rules
};

}  // namespace pipehound::detect
