// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_value.hpp"

#include <array>
#include <string>
#include <utility>

#include "rule/eql_function.hpp"

namespace pipehound::rule {

namespace {

EqlValue value(Expression expression) {
    const auto place = expression.place;
    return {std::make_shared<const Expression>(std::move(expression)), place, 1};
}

const std::string* text_of(const Expression& expression) {
    const auto* const literal = std::get_if<Literal>(&expression.is);
    return literal == nullptr ? nullptr : std::get_if<std::string>(literal);
}

Pattern pattern_of(Function function, const std::string& text) {
    const Pattern pattern{text};
    if (function == Function::starts_with) return pattern.before_any();
    if (function == Function::ends_with) return pattern.after_any();
    return pattern.after_any().before_any();
}

/// cidrMatch(source, "10.0.0.0/8", ...): in one of them.
ConditionPtr in_networks(const Call& call, const Predicate& source) {
    std::vector<ConditionPtr> parts;
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        auto part = source;
        part.test = NetworkTest{*text_of(*call.arguments[i])};
        parts.push_back(make(std::move(part)));
    }
    return any_of(std::move(parts));
}

Predicate is_true(Predicate predicate) {
    predicate.test = TextTest{Pattern{"true"}, true};
    return predicate;
}

/// A function that answers yes or no: a plain predicate where it asks a value for a constant.
ConditionPtr condition_of(const Call& call, const EqlValue& whole) {
    const auto source = about({call.arguments.front(), call.arguments.front()->place, 1});
    if (call.function == Function::cidr_match) return in_networks(call, source);
    const auto* const text = text_of(*call.arguments[1]);
    const bool plain = text != nullptr && !text->empty();  // an empty text is contained in none
    if (!plain) return make(is_true(about(whole)));
    auto predicate = source;
    predicate.test = TextTest{pattern_of(call.function, *text), !call.ignores_case};
    return make(std::move(predicate));
}

}  // namespace

EqlValue eql_constant(Literal literal, Place place) { return value({std::move(literal), place}); }
EqlValue eql_field(FieldValue field, Place place) { return value({std::move(field), place}); }

const Literal* constant_of(const EqlValue& value) noexcept {
    const auto* const expression = std::get_if<ExpressionPtr>(&value.is);
    return expression == nullptr ? nullptr : std::get_if<Literal>(&(*expression)->is);
}

EqlType type_of(const Literal& literal) noexcept {
    constexpr std::array types{EqlType::null, EqlType::boolean, EqlType::number, EqlType::number,
                               EqlType::text};
    return types[literal.index()];
}

EqlType type_of(const Expression& expression) noexcept {
    if (const auto* const literal = std::get_if<Literal>(&expression.is)) return type_of(*literal);
    const auto* const call = std::get_if<Call>(&expression.is);
    return call == nullptr ? EqlType::any : type_of(call->function);
}

std::string_view name(EqlType type) noexcept {
    constexpr std::array<std::string_view, 5> names{"a value", "null", "true or false", "a number",
                                                    "a text"};
    return names[static_cast<std::size_t>(type)];
}

const ExpressionPtr& expression_of(const EqlValue& value) {
    if (const auto* const expression = std::get_if<ExpressionPtr>(&value.is)) return *expression;
    throw Refusal{value.place, "a condition stands where a value is expected",
                  "join conditions with and, or, not"};
}

Predicate about(const EqlValue& value) {
    const auto& expression = expression_of(value);
    Predicate predicate;
    predicate.place = value.place;
    predicate.absence = Absence::unknown;
    if (const auto* const field = std::get_if<FieldValue>(&expression->is)) {
        predicate.field = field->name;
        predicate.optional = field->optional;
    } else {
        predicate.computed = expression;
    }
    return predicate;
}

ConditionPtr eql_unknown(Place place) {
    return make(is_true(about(eql_constant(Literal{}, place))));
}

ConditionPtr condition_of(const EqlValue& value) {
    if (const auto* const condition = std::get_if<ConditionPtr>(&value.is)) return *condition;
    const auto& expression = *expression_of(value);
    const auto type = type_of(expression);
    if (type == EqlType::null) return eql_unknown(value.place);
    if (type != EqlType::boolean && type != EqlType::any)
        throw Refusal{value.place, std::string{name(type)} + " is no condition",
                      "compare it with something, as in: process.name == \"sh\""};
    if (const auto* const truth = constant_of(value))
        return std::get<bool>(*truth) ? all_of({}) : any_of({});
    if (const auto* const call = std::get_if<Call>(&expression.is))
        return condition_of(*call, value);
    return make(is_true(about(value)));
}

}  // namespace pipehound::rule
