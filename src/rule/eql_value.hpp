// SPDX-License-Identifier: Apache-2.0
// What a part of an EQL condition is while it is read: a value that something may be asked of, or a
// condition already.
#pragma once

#include <cstdint>
#include <variant>

#include "rule/condition.hpp"

namespace pipehound::rule {

/// The deepest that conditions and values may be nested.
inline constexpr int deepest_eql = 64;

/// What kind of value it is known to be before any event is seen.
enum class EqlType : std::uint8_t {
    any,  ///< a field's
    null,
    boolean,
    number,
    text
};

struct EqlValue {
    std::variant<ExpressionPtr, ConditionPtr> is;
    Place place;
    int depth = 1;  ///< of an expression: how many stand in one another
};

[[nodiscard]] EqlValue eql_constant(Literal literal, Place place);
[[nodiscard]] EqlValue eql_field(FieldValue field, Place place);

/// Null where the value is no constant.
[[nodiscard]] const Literal* constant_of(const EqlValue& value) noexcept;

[[nodiscard]] EqlType type_of(const Expression& expression) noexcept;
[[nodiscard]] EqlType type_of(const Literal& literal) noexcept;
[[nodiscard]] std::string_view name(EqlType type) noexcept;

/// The value as something to compute with. Throws Refusal where it is a condition.
[[nodiscard]] const ExpressionPtr& expression_of(const EqlValue& value);

/// A predicate about a field or what is computed, its test still to be set.
[[nodiscard]] Predicate about(const EqlValue& value);

/// Neither holds nor does not, whatever the event: what null is as a condition.
[[nodiscard]] ConditionPtr eql_unknown(Place place);

/// The value as a condition: a truth value, a field that is true, a function that answers yes or
/// no. Throws Refusal for other values.
[[nodiscard]] ConditionPtr condition_of(const EqlValue& value);

}  // namespace pipehound::rule
