// SPDX-License-Identifier: Apache-2.0
// What a part of a KQL expression is while it is read: a constant, a column, or a condition
// already.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "event/asim.hpp"
#include "rule/condition.hpp"

namespace pipehound::rule {

/// The deepest that parentheses may be nested.
inline constexpr int deepest_kql = 64;

struct KqlColumn {
    enum class Fold : std::uint8_t { none, lower, upper };  ///< tolower, toupper
    std::string name;
    event::AsimColumnType type = event::AsimColumnType::text;
    Fold fold = Fold::none;
    bool read_as_number = false;  ///< toint() of a text: null where that writes no number
};

struct KqlTime {
    std::int64_t milliseconds = 0;  ///< since 1970
};
struct KqlSpan {
    std::int64_t milliseconds = 0;
};

struct KqlNull {};  ///< datetime(null), int(null)

using KqlScalar = std::variant<std::string, std::int64_t, double, bool, KqlTime, KqlSpan, KqlNull>;
using KqlList = std::vector<KqlScalar>;

struct KqlValue {
    std::variant<KqlScalar, KqlList, KqlColumn, ConditionPtr> is;
    Place place;
};

/// "a text", "the column TargetProcessName": what it is, for messages.
[[nodiscard]] std::string told(const KqlValue& value);

/// The scalar of that kind; nullptr where the value is none.
template <typename Kind>
[[nodiscard]] const Kind* scalar_of(const KqlValue& value) noexcept {
    const auto* const scalar = std::get_if<KqlScalar>(&value.is);
    return scalar == nullptr ? nullptr : std::get_if<Kind>(scalar);
}

/// The value as a condition: one, or true or false. Throws Refusal for others.
[[nodiscard]] ConditionPtr condition_of(const KqlValue& value);

}  // namespace pipehound::rule
