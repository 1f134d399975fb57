// SPDX-License-Identifier: Apache-2.0
#include "hunt_statistics.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <type_traits>

namespace pipehound::plugin {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

struct Figure {
    std::string_view name;
    std::uint64_t detect::Statistics::*value;
    bool peak = false;
};

static_assert(std::is_same_v<std::size_t, std::uint64_t>, "the table holds both kinds of member");

constexpr std::array figures{
    Figure{"processes_peak", &detect::Statistics::processes_peak, true},
    Figure{"processes_evicted", &detect::Statistics::processes_evicted},
    Figure{"fifos_peak", &detect::Statistics::fifos_peak, true},
    Figure{"fifos_evicted", &detect::Statistics::fifos_evicted},
    Figure{"judgements", &detect::Statistics::judgements},
    Figure{"judgements_truncated", &detect::Statistics::judgements_truncated},
    Figure{"incidents", &detect::Statistics::incidents},
    Figure{"alerts", &detect::Statistics::alerts},
    Figure{"rule_matches", &detect::Statistics::rule_matches},
    Figure{"excluded", &detect::Statistics::excluded},
    Figure{"joined", &detect::Statistics::joined},
    Figure{"held_back", &detect::Statistics::held_back},
    Figure{"correlation_groups", &detect::Statistics::correlation_groups, true},
    Figure{"correlation_groups_evicted", &detect::Statistics::correlation_groups_evicted},
    Figure{"sequence_chains", &detect::Statistics::sequence_chains, true},
    Figure{"sequence_chains_evicted", &detect::Statistics::sequence_chains_evicted},
};

/// What went through, as against what was wrong.
bool is_flow(const audit::NamedCounter& counter) {
    constexpr std::array flow{&audit::Counters::bytes, &audit::Counters::lines,
                              &audit::Counters::records, &audit::Counters::events,
                              &audit::Counters::typed_events};
    return std::find(flow.begin(), flow.end(), counter.value) != flow.end();
}

void line(std::string& text, std::string_view name, double value, int digits = 0) {
    char number[64];
    std::snprintf(number, sizeof number, ": %.*f\n", digits, value);
    text.append(name).append(number);
}

void rates(std::string& text, const audit::Counters& counters, double wall) {
    const auto rate = [wall](std::uint64_t count) {
        return static_cast<double>(count) / std::max(wall, 1e-6);
    };
    line(text, "bytes_per_second", rate(counters.bytes));
    line(text, "records_per_second", rate(counters.records));
    line(text, "events_per_second", rate(counters.events));
}

}  // namespace

Stopwatch::Seconds Stopwatch::used() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {0, seconds(usage.ru_utime), seconds(usage.ru_stime)};
}

Stopwatch::Seconds Stopwatch::elapsed() const {
    const auto now = used();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin_;
    return {wall.count(), now.user - used_before_.user, now.system - used_before_.system};
}

void HuntStatistics::add(const audit::Counters& counters, const detect::Statistics& detector,
                         const std::vector<detect::FilterCount>& filters) {
    filters_.resize(filters.size());
    for (std::size_t i = 0; i < filters.size(); ++i) {
        const auto before = filters_[i].excluded;
        filters_[i] = filters[i];
        filters_[i].excluded += before;
    }
    for (const auto& counter : audit::counter_names)
        counters_.*counter.value += counters.*counter.value;
    for (const auto& figure : figures) {
        auto& sum = detector_.*figure.value;
        sum = figure.peak ? std::max(sum, detector.*figure.value) : sum + detector.*figure.value;
    }
}

std::string HuntStatistics::text(const Stopwatch::Seconds& seconds) const {
    std::string text;
    line(text, "wall_seconds", seconds.wall, 3);
    line(text, "cpu_seconds", seconds.user + seconds.system, 3);
    rates(text, counters_, seconds.wall);
    for (const auto& counter : audit::counter_names) {
        const auto value = counters_.*counter.value;
        if (value != 0 || is_flow(counter)) line(text, counter.name, static_cast<double>(value));
    }
    for (const auto& figure : figures)
        line(text, figure.name, static_cast<double>(detector_.*figure.value));
    for (const auto& filter : filters_)
        line(text, "filter " + filter.id, static_cast<double>(filter.excluded));
    return text;
}

}  // namespace pipehound::plugin
