// SPDX-License-Identifier: Apache-2.0
#include "detect/computation.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "detect/network.hpp"
#include "rule/function_value.hpp"

namespace pipehound::detect {

namespace {

using rule::Function;
using rule::Literal;
using Arguments = std::vector<Literal>;

constexpr std::size_t most_values = 1000;

using Result = std::optional<Literal>;

Result cidr_match(const Arguments& given) {
    const auto address = rule::text_of(given[0]);
    return std::any_of(given.begin() + 1, given.end(), [&](const Literal& network) {
        try {
            return Network{rule::text_of(network), {}}.contains(address);
        } catch (const rule::Refusal&) {
            return false;
        }
    });
}

Result apply(Function function, bool ignores_case, const Arguments& given) {
    return function == Function::cidr_match ? cidr_match(given)
                                            : rule::value_of(function, ignores_case, given);
}

struct Arity {
    std::size_t least;
    std::size_t most;
};

Arity arity_of(Function function) {
    constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
    switch (function) {
        case Function::between:
            return {3, 4};
        case Function::cidr_match:
            return {2, any};
        case Function::concat:
            return {1, any};
        case Function::index_of:
        case Function::substring:
            return {2, 3};
        case Function::length:
        case Function::string:
            return {1, 1};
        case Function::number:
            return {1, 2};
        case Function::add:
        case Function::divide:
        case Function::ends_with:
        case Function::modulo:
        case Function::multiply:
        case Function::starts_with:
        case Function::string_contains:
        case Function::subtract:
            return {2, 2};
    }
    return {0, any};
}

bool takes_any_number(Function function) {
    return arity_of(function).most == std::numeric_limits<std::size_t>::max();
}

}  // namespace

Computation::Computation(
    const rule::Expression& expression,
    const std::function<FieldNumber(std::string_view, Lexicon::Names)>& number_of) {
    if (const auto* literal = std::get_if<Literal>(&expression.is)) {
        is_ = *literal;
    } else if (const auto* field = std::get_if<rule::FieldValue>(&expression.is)) {
        try {
            is_ = Field{number_of(field->name, Lexicon::Names::true_file)};
        } catch (const Unanswerable&) {
            if (!field->optional) throw;
            is_ = Literal{};
        }
    } else {
        const auto& call = std::get<rule::Call>(expression.is);
        const auto [least, most] = arity_of(call.function);
        if (call.arguments.size() < least || call.arguments.size() > most)
            throw rule::Refusal{expression.place, "the function takes another number of arguments"};
        Call compiled{call.function, call.ignores_case, {}};
        for (const auto& argument : call.arguments)
            compiled.arguments.emplace_back(*argument, number_of);
        is_ = std::move(compiled);
    }
}

void Computation::answer(Answers& answers, Answer& answer) const {
    answer.clear();
    for (const auto& value : values(answers)) answer.add(new KnownText{rule::text_of(value)});
}

Computation::Values Computation::values(Answers& answers) const {
    if (const auto* call = std::get_if<Call>(&is_)) return values(*call, answers);
    Values found;
    if (const auto* literal = std::get_if<Literal>(&is_)) {
        if (!std::holds_alternative<std::monostate>(*literal)) found.push_back(*literal);
        return found;
    }
    const auto& answer = answers[std::get<Field>(is_).number];
    for (std::size_t i = 0; i < answer.size() && found.size() < most_values; ++i)
        found.emplace_back(std::string{answer[i].as_is});
    return found;
}

/// The function of each combination of what its arguments are. One behind those that it needs may
/// be null: as good as left out.
Computation::Values Computation::values(const Call& call, Answers& answers) {
    const auto needed = arity_of(call.function).least;
    const bool has_defaults = !takes_any_number(call.function);
    std::vector<Arguments> combinations{{}};
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
        std::vector<Arguments> longer;
        const auto values = call.arguments[i].values(answers);
        if (values.empty() && i >= needed && has_defaults) continue;
        for (const auto& begun : combinations)
            for (const auto& value : values)
                if (longer.size() < most_values) {
                    longer.push_back(begun);
                    longer.back().push_back(value);
                }
        combinations = std::move(longer);
    }
    Values found;
    for (const auto& combination : combinations)
        if (auto result = apply(call.function, call.ignores_case, combination))
            found.push_back(std::move(*result));
    return found;
}

}  // namespace pipehound::detect
