// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_function.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "event/nearest_word.hpp"
#include "event/text.hpp"
#include "rule/function_value.hpp"

namespace pipehound::rule {

namespace {

constexpr std::size_t any_count = std::numeric_limits<std::size_t>::max();

/// What an argument may be: a letter each, the last one for all that follow. a any value, t text, n
/// number, T N B only a constant of text, number, truth.
struct Signature {
    std::string_view name;
    std::size_t least;
    std::size_t most;
    std::string_view arguments;
    EqlType gives;
    bool may_ignore_case = false;
};

// In the order of Function.
constexpr std::array signatures{
    Signature{"add", 2, 2, "n", EqlType::number},
    Signature{"between", 3, 4, "tttB", EqlType::text, true},
    Signature{"cidrMatch", 2, any_count, "tT", EqlType::boolean},
    Signature{"concat", 1, any_count, "a", EqlType::text},
    Signature{"divide", 2, 2, "n", EqlType::number},
    Signature{"endsWith", 2, 2, "t", EqlType::boolean, true},
    Signature{"indexOf", 2, 3, "ttn", EqlType::number, true},
    Signature{"length", 1, 1, "t", EqlType::number},
    Signature{"modulo", 2, 2, "n", EqlType::number},
    Signature{"multiply", 2, 2, "n", EqlType::number},
    Signature{"number", 1, 2, "tN", EqlType::number},
    Signature{"startsWith", 2, 2, "t", EqlType::boolean, true},
    Signature{"string", 1, 1, "a", EqlType::text},
    Signature{"stringContains", 2, 2, "t", EqlType::boolean, true},
    Signature{"substring", 2, 3, "tn", EqlType::text},
    Signature{"subtract", 2, 2, "n", EqlType::number},
};
static_assert(static_cast<std::size_t>(Function::subtract) + 1 == signatures.size());

const Signature& signature_of(Function function) {
    return signatures[static_cast<std::size_t>(function)];
}

struct Named {
    Function function;
    bool ignores_case;
};

Named named(const EqlToken& token) {
    const bool ignores_case = token.text.ends_with('~');
    const auto written = token.text.substr(0, token.text.size() - (ignores_case ? 1 : 0));
    const auto word = event::folded(written);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        const auto& signature = signatures[i];
        names.emplace_back(signature.name);
        if (event::folded(signature.name) != word) continue;
        if (ignores_case && !signature.may_ignore_case)
            throw Refusal{token.place, names.back() + " knows no case to ignore",
                          "leave the ~ out"};
        return {static_cast<Function>(i), ignores_case};
    }
    const auto meant = event::nearest_word(written, names);
    throw Refusal{token.place, "there is no function " + told(token),
                  meant ? "did you mean " + *meant + '?' : "see EQL's function reference"};
}

std::string count_text(const Signature& signature) {
    const auto least = std::to_string(signature.least);
    if (signature.most == any_count) return least + " or more arguments";
    if (signature.most == 1) return "1 argument";
    if (signature.most == signature.least) return least + " arguments";
    return least + " or " + std::to_string(signature.most) + " arguments";
}

void check_count(const Signature& signature, std::size_t count, Place place) {
    if (count < signature.least || count > signature.most)
        throw Refusal{place, std::string{signature.name} + " takes " + count_text(signature) +
                                 ", not " + std::to_string(count)};
}

void check_argument(const Signature& signature, std::size_t i, const EqlValue& argument) {
    const char letter = signature.arguments[std::min(i, signature.arguments.size() - 1)];
    if (letter == 'a') return;
    const bool fixed = letter == 'T' || letter == 'N' || letter == 'B';
    const auto wanted = letter == 't' || letter == 'T'   ? EqlType::text
                        : letter == 'n' || letter == 'N' ? EqlType::number
                                                         : EqlType::boolean;
    const auto type = type_of(*expression_of(argument));
    if (fixed && constant_of(argument) == nullptr)
        throw Refusal{argument.place, std::string{signature.name} + " takes " +
                                          std::string{name(wanted)} + " that is written out here"};
    const bool may_be_null = letter != 'T';
    if (type != EqlType::any && type != wanted && !(may_be_null && type == EqlType::null))
        throw Refusal{argument.place, std::string{signature.name} + " takes " +
                                          std::string{name(wanted)} + " here, not " +
                                          std::string{name(type)}};
}

double as_double(const Literal& number) {
    const auto* const whole = std::get_if<std::int64_t>(&number);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(number);
}

/// Nothing where no whole number is the result.
std::optional<std::int64_t> whole_result(Function function, std::int64_t a, std::int64_t b) {
    const bool divides = function == Function::divide || function == Function::modulo;
    if (divides && (b == 0 || b == -1))
        return b == 0 || function == Function::modulo || a == std::numeric_limits<int64_t>::min()
                   ? std::nullopt
                   : std::optional{-a};
    std::int64_t result = 0;
    bool overflows = false;
    if (function == Function::add)
        overflows = __builtin_add_overflow(a, b, &result);
    else if (function == Function::subtract)
        overflows = __builtin_sub_overflow(a, b, &result);
    else if (function == Function::multiply)
        overflows = __builtin_mul_overflow(a, b, &result);
    else
        result = function == Function::divide ? a / b : a % b;
    return overflows ? std::nullopt : std::optional{result};
}

double broken_result(Function function, double a, double b) {
    if (function == Function::add) return a + b;
    if (function == Function::subtract) return a - b;
    if (function == Function::multiply) return a * b;
    return function == Function::divide ? a / b : std::fmod(a, b);
}

Literal computed(Function function, const Literal& left, const Literal& right, Place place) {
    const auto* const a = std::get_if<std::int64_t>(&left);
    const auto* const b = std::get_if<std::int64_t>(&right);
    if (a != nullptr && b != nullptr) {
        if (const auto result = whole_result(function, *a, *b)) return *result;
    } else {
        const auto result = broken_result(function, as_double(left), as_double(right));
        if (std::isfinite(result)) return result;
    }
    throw Refusal{place, "the result is no number, or too large for one"};
}

bool is_null(const EqlValue& value) { return type_of(*constant_of(value)) == EqlType::null; }

/// What the function gives of constants; nothing where that is left to be computed with the others.
std::optional<Literal> folded(const Named& name, const std::vector<EqlValue>& arguments,
                              Place place) {
    if (name.function == Function::cidr_match ||
        std::any_of(arguments.begin(), arguments.end(), is_null))
        return std::nullopt;
    std::vector<Literal> given;
    for (const auto& argument : arguments) given.push_back(*constant_of(argument));
    if (signature_of(name.function).arguments == "n")
        return computed(name.function, given[0], given[1], place);
    auto result = value_of(name.function, name.ignores_case, given);
    if (!result && name.function == Function::number)
        throw Refusal{arguments.front().place, "the text writes no number in this base"};
    return result;
}

EqlValue call(const Named& name, std::vector<EqlValue> arguments, Place place) {
    const auto& signature = signature_of(name.function);
    check_count(signature, arguments.size(), place);
    for (std::size_t i = 0; i < arguments.size(); ++i) check_argument(signature, i, arguments[i]);
    const bool constant = std::all_of(arguments.begin(), arguments.end(), [](const auto& argument) {
        return constant_of(argument) != nullptr;
    });
    if (constant)
        if (auto result = folded(name, arguments, place))
            return eql_constant(std::move(*result), place);
    Call made{name.function, name.ignores_case, {}};
    int depth = 0;
    for (const auto& argument : arguments) {
        made.arguments.push_back(expression_of(argument));
        depth = std::max(depth, argument.depth);
    }
    if (++depth > deepest_eql)
        throw Refusal{place, "the expression is nested too deep",
                      "at most " + std::to_string(deepest_eql) + " levels are read"};
    return {std::make_shared<const Expression>(Expression{std::move(made), place}), place, depth};
}

}  // namespace

EqlType type_of(Function function) noexcept { return signature_of(function).gives; }
std::string_view name(Function function) noexcept { return signature_of(function).name; }

EqlValue eql_call(const EqlToken& name, std::vector<EqlValue> arguments) {
    return call(named(name), std::move(arguments), name.place);
}

EqlValue eql_arithmetic(const EqlToken& sign, EqlValue left, EqlValue right) {
    constexpr std::array<std::pair<char, Function>, 5> functions{{{'+', Function::add},
                                                                  {'-', Function::subtract},
                                                                  {'*', Function::multiply},
                                                                  {'/', Function::divide},
                                                                  {'%', Function::modulo}}};
    const auto* const found =
        std::find_if(functions.begin(), functions.end(),
                     [&](const auto& pair) { return pair.first == sign.text.front(); });
    const auto place = left.place;
    return call({found->second, false}, {std::move(left), std::move(right)}, place);
}

}  // namespace pipehound::rule
