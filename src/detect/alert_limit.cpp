// SPDX-License-Identifier: Apache-2.0
#include "detect/alert_limit.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::detect {

AlertLimit::Verdict AlertLimit::judge(const rule::Meta& meta, event::Time now) {
    if (limits_.alerts == 0) return Verdict::tell;
    auto& window = windows_[&meta];
    if (window.passed == 0) {
        window.end = now + limits_.window;
        next_end_ = std::min(next_end_, window.end);
    }
    if (++window.passed <= limits_.alerts) return Verdict::tell;
    return ++window.held.count == 1 ? Verdict::keep : Verdict::drop;
}

void AlertLimit::keep(Sighting sighting) {
    windows_[sighting.meta].held.first = std::move(sighting);
}

std::vector<AlertLimit::Held> AlertLimit::expire(event::Time now) {
    std::vector<Held> over;
    if (now < next_end_) return over;
    next_end_ = event::Time::max();
    for (auto at = windows_.begin(); at != windows_.end();) {
        const auto next = std::next(at);
        if (at->second.end > now) {
            next_end_ = std::min(next_end_, at->second.end);
        } else {
            if (at->second.held.count > 0) over.push_back(std::move(at->second.held));
            windows_.erase(at);
        }
        at = next;
    }
    std::sort(over.begin(), over.end(), [](const Held& one, const Held& other) {
        return one.first.findings.back().moment.ordinal <
               other.first.findings.back().moment.ordinal;
    });
    return over;
}

/// Only windows that hold something back are worth a timer.
std::optional<event::Time> AlertLimit::deadline() const {
    std::optional<event::Time> first;
    for (const auto& [rule, window] : windows_)
        if (window.held.count > 0) first = std::min(first.value_or(window.end), window.end);
    return first;
}

}  // namespace pipehound::detect
