// SPDX-License-Identifier: Apache-2.0
#include "detect/alert_limit.hpp"

#include <algorithm>

namespace pipehound::detect {

bool AlertLimit::pass(const Sighting& sighting) {
    if (limits_.alerts == 0) return true;
    const auto now = sighting.findings.back().moment.time;
    auto& window = windows_[sighting.meta->id];
    if (now >= window.end && !window.held) window = {now + limits_.window, 0, std::nullopt};
    if (++window.passed <= limits_.alerts) return true;
    if (!window.held) window.held = Held{sighting.meta->id, 0, sighting, now};
    ++window.held->count;
    window.held->last = sighting;
    return false;
}

std::vector<AlertLimit::Held> AlertLimit::expire(event::Time now) {
    std::vector<Held> over;
    for (auto at = windows_.begin(); at != windows_.end();) {
        const auto next = std::next(at);
        if (at->second.end <= now) {
            if (at->second.held) over.push_back(std::move(*at->second.held));
            windows_.erase(at);
        }
        at = next;
    }
    return over;
}

/// Only windows that hold something back are worth a timer.
std::optional<event::Time> AlertLimit::deadline() const {
    std::optional<event::Time> first;
    for (const auto& [rule, window] : windows_)
        if (window.held) first = std::min(first.value_or(window.end), window.end);
    return first;
}

}  // namespace pipehound::detect
