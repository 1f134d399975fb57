// SPDX-License-Identifier: Apache-2.0
#include "event/date.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace pipehound::event {

namespace {

using std::chrono::nanoseconds;

bool take_number(std::string_view& rest, std::size_t digits, int& number) {
    if (rest.size() < digits) return false;
    const auto* const end = rest.data() + digits;
    const auto [at, error] = std::from_chars(rest.data(), end, number);
    rest.remove_prefix(digits);
    return error == std::errc{} && at == end;
}

bool take_sign(std::string_view& rest, std::string_view signs) {
    if (rest.empty() || signs.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
}

/// Digits behind the point.
nanoseconds take_fraction(std::string_view& rest) {
    std::int64_t sum = 0;
    std::int64_t unit = 100'000'000;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1)) {
        sum += (rest.front() - '0') * unit;
        unit /= 10;
    }
    return nanoseconds{sum};
}

/// Minutes east of Greenwich: "Z", "+01:00", "-0130", or nothing.
std::optional<int> take_zone(std::string_view rest) {
    if (rest.empty() || rest == "Z") return 0;
    const int sign = rest.front() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_sign(rest, "+-") || !take_number(rest, 2, hours)) return std::nullopt;
    (void)take_sign(rest, ":");
    if (!rest.empty() && !take_number(rest, 2, minutes)) return std::nullopt;
    return rest.empty() ? std::optional{sign * (hours * 60 + minutes)} : std::nullopt;
}

/// Of the part that is the last one written: 0 year, 5 second.
nanoseconds length_of(std::size_t part, std::chrono::year_month_day date) {
    using namespace std::chrono;
    switch (part) {
        case 0:
            return sys_days{(date.year() + years{1}) / January / 1} - sys_days{date};
        case 1:
            return sys_days{date + months{1}} - sys_days{date};
        case 2:
            return days{1};
        case 3:
            return hours{1};
        case 4:
            return minutes{1};
        default:
            return seconds{1};
    }
}

std::optional<Date> parse_iso8601(std::string_view text) {
    std::array<int, 6> part{0, 1, 1, 0, 0, 0};
    constexpr std::array<std::size_t, 6> digits{4, 2, 2, 2, 2, 2};
    constexpr std::array<std::string_view, 6> before{"", "-", "-", "Tt ", ":", ":"};
    std::size_t last = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (i > 0 && !take_sign(text, before[i])) break;
        if (!take_number(text, digits[i], part[i])) return std::nullopt;
        last = i;
    }
    const bool has_fraction = take_sign(text, ".,");
    const auto fraction = has_fraction ? take_fraction(text) : nanoseconds{0};
    const auto zone = take_zone(text);
    const std::chrono::year_month_day date{std::chrono::year{part[0]},
                                           std::chrono::month(static_cast<unsigned>(part[1])),
                                           std::chrono::day(static_cast<unsigned>(part[2]))};
    const bool in_range = part[0] > 1700 && part[0] < 2250;
    if (!zone || !date.ok() || !in_range || part[3] > 24 || part[4] > 59 || part[5] > 60)
        return std::nullopt;
    const auto begin = std::chrono::sys_days{date} + std::chrono::hours{part[3]} +
                       std::chrono::minutes{part[4] - *zone} + std::chrono::seconds{part[5]} +
                       fraction;
    return Date{begin, has_fraction ? nanoseconds{0} : length_of(last, date)};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    std::int64_t milliseconds = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, milliseconds);
    constexpr std::int64_t most = 9'000'000'000'000;  // nanoseconds reach no further than 2262
    const bool plain = error == std::errc{} && at == end && text.size() != 4 &&
                       milliseconds < most && milliseconds > -most;
    return plain ? std::optional{Date{Time{Duration{milliseconds}}, {}}} : parse_iso8601(text);
}

}  // namespace pipehound::event
