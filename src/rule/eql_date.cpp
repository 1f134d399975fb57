// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "event/date.hpp"

namespace pipehound::rule {

namespace {

/// The first and the last millisecond.
struct Span {
    double first;
    double last;
};

Span span_of(const Literal& literal, Place place) {
    using std::chrono::floor;
    if (const auto* const whole = std::get_if<std::int64_t>(&literal))
        return {static_cast<double>(*whole), static_cast<double>(*whole)};
    const auto* const text = std::get_if<std::string>(&literal);
    const auto date = text == nullptr ? std::nullopt : event::parse_date(*text);
    if (!date)
        throw Refusal{place, "a date is expected here",
                      "as in \"2026-11-20T10:00:00Z\", or milliseconds since 1970"};
    const auto begin = date->begin.time_since_epoch();
    const auto end =
        begin + std::max(date->length - std::chrono::nanoseconds{1}, std::chrono::nanoseconds{0});
    return {static_cast<double>(floor<event::Duration>(begin).count()),
            static_cast<double>(floor<event::Duration>(end).count())};
}

ConditionPtr stands(Predicate predicate, Order order, double limit) {
    predicate.test = NumberTest{order, limit};
    return make(std::move(predicate));
}

}  // namespace

bool is_eql_date(std::string_view field) noexcept {
    constexpr std::array<std::string_view, 11> dates{
        "@timestamp",     "event.created", "event.start",  "event.end",
        "event.ingested", "file.accessed", "file.created", "file.ctime",
        "file.mtime",     "process.start", "process.end"};
    return std::find(dates.begin(), dates.end(), field) != dates.end();
}

ConditionPtr eql_date_comparison(Predicate predicate, Order order, const Literal& date,
                                 Place place) {
    const auto [first, last] = span_of(date, place);
    predicate.part = DatePart::moment;
    if (order == Order::less || order == Order::greater_or_equal)
        return stands(std::move(predicate), order, first);
    if (order != Order::equal) return stands(std::move(predicate), order, last);
    std::vector<ConditionPtr> both{stands(predicate, Order::greater_or_equal, first),
                                   stands(predicate, Order::less_or_equal, last)};
    return all_of(std::move(both));
}

}  // namespace pipehound::rule
