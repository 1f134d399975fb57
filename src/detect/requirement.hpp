// SPDX-License-Identifier: Apache-2.0
// What must occur in an event, so that a condition can hold at all: by this rules are picked before
// any is evaluated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/condition.hpp"

namespace pipehound::detect {

/// A text that stands in the folded value of a field; a zero byte at its beginning or end stands
/// for that of the value.
struct RequiredLiteral {
    std::string field;
    std::string text;
};

/// A field of which the folded value is known before a condition is asked.
struct KnownField {
    std::string_view name;
    std::string_view value;
};

/// Of these at least one occurs; where there are none, that can never be.
using Alternatives = std::vector<RequiredLiteral>;

/// These must all be met: at most three, the most telling. Without any nothing can be said, or only
/// of texts so short that they occur everywhere.
using Requirements = std::vector<Alternatives>;

/// Wherever `condition` holds one of these cases is met; where there are none it never holds.
[[nodiscard]] std::vector<Requirements> required_literals(const rule::Condition& condition,
                                                          const KnownField& known = {});

/// The values, folded, of which `field` has one wherever `condition` holds; nothing where it may
/// have any other.
[[nodiscard]] std::optional<std::vector<std::string>> required_values(
    const rule::Condition& condition, std::string_view field);

}  // namespace pipehound::detect
