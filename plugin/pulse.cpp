// SPDX-License-Identifier: Apache-2.0
#include "pulse.hpp"

#include <algorithm>
#include <chrono>

namespace pipehound::plugin {

namespace {

constexpr std::chrono::minutes span{1};
constexpr std::chrono::seconds least{1};  // between two samples

double per_second(std::uint64_t count, event::Duration time) {
    return static_cast<double>(count) / std::chrono::duration<double>{time}.count();
}

}  // namespace

void Pulse::sample(std::uint64_t records, std::uint64_t events, event::Time now) {
    if (!samples_.empty() && now - samples_.back().time < least && now >= samples_.back().time)
        return;
    samples_.push_back({now, records, events, {}});
    while (samples_.size() > 2 && samples_[1].time + span <= now) samples_.pop_front();
}

/// The clock on the wall may be set back: then a record is of the future, and we are not behind.
void Pulse::read(event::Time newest, event::Time now) {
    lag_ = std::max(now - newest, event::Duration{0});
    if (!samples_.empty()) samples_.back().lag_peak = std::max(samples_.back().lag_peak, lag_);
}

Pulse::Rates Pulse::rates(std::uint64_t records, std::uint64_t events, event::Time now) const {
    Rates rates{.lag = lag_, .lag_peak = lag_};
    for (const auto& sample : samples_) rates.lag_peak = std::max(rates.lag_peak, sample.lag_peak);
    if (samples_.empty() || now <= samples_.front().time) return rates;
    const auto& first = samples_.front();
    rates.records = per_second(records - first.records, now - first.time);
    rates.events = per_second(events - first.events, now - first.time);
    return rates;
}

}  // namespace pipehound::plugin
