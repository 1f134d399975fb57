// SPDX-License-Identifier: Apache-2.0
// Dates as Elasticsearch reads them: ISO 8601 with as many parts as there are (its format
// strict_date_optional_time), or milliseconds since 1970.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "event/types.hpp"

namespace pipehound::event {

using ExactTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// "2026-11-20" is all of that day.
struct Date {
    ExactTime begin{};
    std::chrono::nanoseconds length{};  ///< of the last part that is written; of a fraction 0
};

/// Nothing where the text is no date, or one outside the years 1701 to 2249.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

}  // namespace pipehound::event
