// SPDX-License-Identifier: Apache-2.0
// Numbers out of dates, for Sigma's time modifiers and EQL's comparisons.
#pragma once

#include <optional>
#include <string_view>

#include "rule/condition.hpp"

namespace pipehound::detect {

/// The part of a date that begins "2026-11-20", with a time "T03:12" or " 03:12" behind it where
/// the part is one of the time; a moment as event::parse_date reads it. Nothing where the text is
/// no date. Weeks are ISO 8601's.
[[nodiscard]] std::optional<double> date_part(std::string_view text, rule::DatePart part);

}  // namespace pipehound::detect
