// SPDX-License-Identifier: Apache-2.0
// Which alert is a self test's: the one about the FIFO that root announced a moment ago. The mark
// changes nothing else: such an alert is told like any other.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "alert/alert.hpp"
#include "event/types.hpp"

namespace pipehound::plugin {

class AnnouncedTest {
public:
    static constexpr event::Duration validity{30'000};

    void announce(std::string fifo, event::Time now) {
        fifo_ = std::move(fifo);
        until_ = now + validity;
    }

    /// Marks it where it is the announced one.
    void mark(alert::Alert& alert, event::Time now) {
        if (fifo_.empty() || now > until_ || !names_it(alert)) return;
        alert.kind = alert::Kind::selftest;
        ++alerts_;
        incidents_.insert(alert.incident);
    }

    [[nodiscard]] std::uint64_t alerts() const noexcept { return alerts_; }
    [[nodiscard]] std::uint64_t incidents() const noexcept { return incidents_.size(); }

private:
    [[nodiscard]] bool names_it(const alert::Alert& alert) const {
        for (const auto& fifo : alert.fifos)
            if (fifo.path == fifo_) return true;
        return false;
    }

    std::string fifo_;
    event::Time until_{};
    std::uint64_t alerts_ = 0;
    std::set<std::string> incidents_;  // as many as there were tests
};

}  // namespace pipehound::plugin
