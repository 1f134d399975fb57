// SPDX-License-Identifier: Apache-2.0
// KQL's literals of time.
#pragma once

#include <string_view>

#include "rule/kql_value.hpp"

namespace pipehound::rule {

/// What stands in datetime(): ISO 8601, with a blank for its T if need be. Throws Refusal.
[[nodiscard]] KqlTime kql_datetime(std::string_view text, Place place);

/// "1d", "1.5h", "30m", "10s", "100ms", or what stands in timespan(): those, days alone,
/// "hh:mm:ss", "d.hh:mm:ss". Parts of a millisecond are dropped. Throws Refusal.
[[nodiscard]] KqlSpan kql_timespan(std::string_view text, Place place);

}  // namespace pipehound::rule
