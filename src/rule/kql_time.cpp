// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include "event/date.hpp"
#include "event/text.hpp"

namespace pipehound::rule {

namespace {

struct Unit {
    std::string_view name;
    double milliseconds;
};

constexpr double second = 1000;
constexpr double minute = 60 * second;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;

constexpr std::array units{Unit{"d", day},
                           Unit{"day", day},
                           Unit{"days", day},
                           Unit{"h", hour},
                           Unit{"hr", hour},
                           Unit{"hrs", hour},
                           Unit{"hour", hour},
                           Unit{"hours", hour},
                           Unit{"m", minute},
                           Unit{"min", minute},
                           Unit{"minute", minute},
                           Unit{"minutes", minute},
                           Unit{"s", second},
                           Unit{"sec", second},
                           Unit{"second", second},
                           Unit{"seconds", second},
                           Unit{"ms", 1},
                           Unit{"milli", 1},
                           Unit{"millis", 1},
                           Unit{"millisecond", 1},
                           Unit{"milliseconds", 1},
                           Unit{"microsecond", 1e-3},
                           Unit{"microseconds", 1e-3},
                           Unit{"tick", 1e-4},
                           Unit{"ticks", 1e-4}};

constexpr double longest = 1000.0 * 366 * day;

/// "10.5h"
std::optional<double> with_unit(std::string_view text) {
    const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = event::to_number(text.substr(0, end));
    if (!number) return std::nullopt;
    if (end == text.size()) return *number * day;
    for (const auto& [name, milliseconds] : units)
        if (text.substr(end) == name) return *number * milliseconds;
    return std::nullopt;
}

/// "1.02:03:04.5": days, hours, minutes and seconds.
std::optional<double> by_the_clock(std::string_view text) {
    double sum = 0;
    const auto colon = text.find(':');
    const auto point = text.substr(0, colon).find('.');
    if (point != std::string_view::npos) {
        const auto days = event::to_number(text.substr(0, point));
        if (!days) return std::nullopt;
        sum = *days * day;
        text.remove_prefix(point + 1);
    }
    for (const double unit : {hour, minute, second}) {
        const auto next = std::min(text.find(':'), text.size());
        const auto number = event::to_number(text.substr(0, next));
        if (!number) return std::nullopt;
        sum += *number * unit;
        text.remove_prefix(std::min(next + 1, text.size()));
        if (text.empty()) return sum;
    }
    return std::nullopt;
}

}  // namespace

KqlTime kql_datetime(std::string_view text, Place place) {
    std::string iso{text};
    if (const auto blank = iso.find(' '); blank != std::string::npos) iso[blank] = 'T';
    const bool is_count = iso.find('-') == std::string::npos;  // milliseconds are no datetime
    const auto date = is_count ? std::nullopt : event::parse_date(iso);
    if (!date)
        throw Refusal{place, "a date is expected in datetime()",
                      "as in datetime(2026-11-20T10:00:00Z) or datetime(2026-11-20)"};
    const auto exact = std::chrono::floor<event::Duration>(date->begin.time_since_epoch());
    return {exact.count()};
}

KqlSpan kql_timespan(std::string_view text, Place place) {
    const bool is_clock = text.find(':') != std::string_view::npos;
    const auto span = is_clock ? by_the_clock(text) : with_unit(text);
    if (!span || *span > longest)
        throw Refusal{place, std::string{text} + " is no span of time",
                      "as in 7d, 12h, 30m, 10s, 100ms, or timespan(1.02:03:04)"};
    return {static_cast<std::int64_t>(std::floor(*span))};
}

}  // namespace pipehound::rule
