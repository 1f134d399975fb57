// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_value.hpp"

#include <array>

namespace pipehound::rule {

std::string told(const KqlValue& value) {
    static constexpr std::array<std::string_view, 7> scalars{
        "a text", "a number", "a number", "true or false", "a datetime", "a timespan", "null"};
    if (const auto* const scalar = std::get_if<KqlScalar>(&value.is))
        return std::string{scalars[scalar->index()]};
    if (const auto* const column = std::get_if<KqlColumn>(&value.is))
        return "the column " + column->name;
    return std::holds_alternative<KqlList>(value.is) ? "a list" : "a condition";
}

ConditionPtr condition_of(const KqlValue& value) {
    if (const auto* const condition = std::get_if<ConditionPtr>(&value.is)) return *condition;
    if (const auto* const truth = scalar_of<bool>(value)) return *truth ? all_of({}) : any_of({});
    throw Refusal{value.place, told(value) + " is no condition",
                  "compare it with something, as in: TargetProcessName has \"nc\""};
}

}  // namespace pipehound::rule
