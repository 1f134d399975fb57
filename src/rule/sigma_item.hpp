// SPDX-License-Identifier: Apache-2.0
// One line of a selection, "field|modifier|modifier: values", on its way to a condition: what the
// modifiers work on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rule/condition.hpp"
#include "rule/sigma_value.hpp"

namespace pipehound::rule {

struct SigmaItem {
    /// What the values are compared as; the last type modifier decides.
    enum class As : std::uint8_t { text, regex, number, network, existence, field };

    std::string field;  ///< empty for keywords
    Place place;
    std::vector<SigmaValue> values;
    As as = As::text;
    bool all = false;
    bool cased = false;
    bool differs = false;  ///< neq
    Order order = Order::equal;
    DatePart part = DatePart::none;
    RegexTest regex;       ///< its flags
    bool changed = false;  ///< the values are no longer what is written
    bool starts = false;   ///< of a field reference: startswith, endswith, contains
    bool ends = false;
};

/// Reads "field|modifier|..." and its values, applies the modifiers in their order. Throws Refusal.
[[nodiscard]] SigmaItem read_item(const std::string& key, Place place, const yaml::Node& values);

/// What the item asks.
[[nodiscard]] ConditionPtr condition_of(const SigmaItem& item);

}  // namespace pipehound::rule
