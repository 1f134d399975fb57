// SPDX-License-Identifier: Apache-2.0
// What must occur in an event, so that a condition can hold at all: by this rules are picked before
// any is evaluated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rule/condition.hpp"

namespace pipehound::detect {

/// A text that stands in the folded value of a field; a zero byte at its beginning or end stands
/// for that of the value.
struct RequiredLiteral {
    std::string field;
    std::string text;
};

/// At least one of these occurs wherever `condition` holds; nothing where that cannot be said, or
/// only of texts so short that they occur everywhere.
[[nodiscard]] std::optional<std::vector<RequiredLiteral>> required_literals(
    const rule::Condition& condition);

/// The values, folded, of which `field` has one wherever `condition` holds; nothing where it may
/// have any other.
[[nodiscard]] std::optional<std::vector<std::string>> required_values(
    const rule::Condition& condition, std::string_view field);

}  // namespace pipehound::detect
