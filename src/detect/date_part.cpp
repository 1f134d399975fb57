// SPDX-License-Identifier: Apache-2.0
#include "detect/date_part.hpp"

#include <charconv>
#include <chrono>

#include "event/date.hpp"

namespace pipehound::detect {

namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int number = 0;
    const auto* const end = text.data() + at + count;
    const auto [rest, error] = std::from_chars(text.data() + at, end, number);
    if (error != std::errc{} || rest != end || text[at] == '-') return std::nullopt;
    return number;
}

std::optional<std::chrono::year_month_day> date_of(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional{date} : std::nullopt;
}

/// The week of the year that holds this week's Thursday.
int week_of(const std::chrono::year_month_day& date) {
    using namespace std::chrono;
    const sys_days day{date};
    const auto thursday = day - (weekday{day} - Monday) + days{3};
    const auto new_year = sys_days{year_month_day{thursday}.year() / January / 1};
    return static_cast<int>((thursday - new_year).count() / 7) + 1;
}

std::optional<double> time_part(std::string_view text, std::size_t at, int most) {
    const bool timed = text.size() > 10 && (text[10] == 'T' || text[10] == ' ');
    const auto number = timed ? digits(text, at, 2) : std::nullopt;
    return number && *number <= most ? std::optional<double>{*number} : std::nullopt;
}

std::optional<double> moment(std::string_view text) {
    const auto date = event::parse_date(text);
    if (!date) return std::nullopt;
    const auto milliseconds = std::chrono::floor<event::Duration>(date->begin.time_since_epoch());
    return static_cast<double>(milliseconds.count());
}

}  // namespace

std::optional<double> date_part(std::string_view text, rule::DatePart part) {
    if (part == rule::DatePart::moment) return moment(text);
    const auto date = date_of(text);
    if (!date) return std::nullopt;
    switch (part) {
        case rule::DatePart::none:
        case rule::DatePart::moment:
            return std::nullopt;
        case rule::DatePart::minute:
            return time_part(text, 14, 59);
        case rule::DatePart::hour:
            return time_part(text, 11, 23);
        case rule::DatePart::day:
            return static_cast<unsigned>(date->day());
        case rule::DatePart::week:
            return week_of(*date);
        case rule::DatePart::month:
            return static_cast<unsigned>(date->month());
        case rule::DatePart::year:
            return static_cast<int>(date->year());
    }
    return std::nullopt;
}

}  // namespace pipehound::detect
