// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_comparison.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "rule/eql_date.hpp"
#include "rule/eql_regex.hpp"

namespace pipehound::rule {

namespace {

struct Sign {
    std::string_view written;
    Order order;
    bool negated;
    std::string_view mirrored;  ///< the same with its sides exchanged
};

constexpr std::array<Sign, 6> signs{{{"==", Order::equal, false, "=="},
                                     {"!=", Order::equal, true, "!="},
                                     {"<", Order::less, false, ">"},
                                     {"<=", Order::less_or_equal, false, ">="},
                                     {">", Order::greater, false, "<"},
                                     {">=", Order::greater_or_equal, false, "<="}}};

const Sign& sign_of(std::string_view written) {
    return *std::find_if(signs.begin(), signs.end(),
                         [written](const auto& sign) { return sign.written == written; });
}

std::optional<double> number_of(const Literal& literal) {
    if (const auto* const whole = std::get_if<std::int64_t>(&literal))
        return static_cast<double>(*whole);
    const auto* const broken = std::get_if<double>(&literal);
    return broken == nullptr ? std::nullopt : std::optional{*broken};
}

/// The value is this, in large and small letters.
Test equal_to(const Literal& literal) {
    if (const auto number = number_of(literal)) return NumberTest{Order::equal, *number};
    if (const auto* const truth = std::get_if<bool>(&literal))
        return TextTest{Pattern{*truth ? "true" : "false"}, true};
    return TextTest{Pattern{std::get<std::string>(literal)}, true};
}

ConditionPtr asks(Predicate predicate, Test test) {
    predicate.test = std::move(test);
    return make(std::move(predicate));
}

ConditionPtr negated_if(bool negated, ConditionPtr condition) {
    return negated ? not_of(std::move(condition)) : condition;
}

void refuse_other_type(const EqlValue& left, const EqlValue& right) {
    const auto type = type_of(*expression_of(left));
    const auto wanted = type_of(*constant_of(right));
    if (type == EqlType::any || type == wanted) return;
    throw Refusal{right.place,
                  std::string{name(type)} + " is compared with " + std::string{name(wanted)},
                  "compare it with " + std::string{name(type)}};
}

bool is_null(const EqlValue& value) {
    const auto* const constant = constant_of(value);
    return constant != nullptr && type_of(*constant) == EqlType::null;
}

/// Null is neither less nor greater than anything.
ConditionPtr null_comparison(const EqlValue& left, const EqlToken& sign) {
    const auto& [written, order, negated, mirrored] = sign_of(sign.text);
    if (order != Order::equal) return eql_unknown(sign.place);
    return negated ? asks(about(left), ExistsTest{true}) : asks(about(left), NullTest{});
}

bool constants_compare(const Literal& left, const Sign& sign, const Literal& right) {
    if (sign.order == Order::equal) {
        const auto a = number_of(left);
        const auto b = number_of(right);
        return (a && b ? *a == *b : left == right) != sign.negated;
    }
    if (const auto* const text = std::get_if<std::string>(&left))
        return holds(sign.order, text->compare(std::get<std::string>(right)), 0);
    return holds(sign.order, *number_of(left), *number_of(right));
}

ConditionPtr of_constants(const EqlValue& left, const EqlToken& sign, const EqlValue& right) {
    const auto& a = *constant_of(left);
    const auto& b = *constant_of(right);
    const auto& meant = sign_of(sign.text);
    if (meant.order != Order::equal && (is_null(left) || is_null(right)))
        return eql_unknown(sign.place);
    const auto type = type_of(a);
    const bool has_order = type == EqlType::number || type == EqlType::text;
    if (meant.order != Order::equal && (!has_order || type != type_of(b)))
        throw Refusal{sign.place, std::string{name(type)} + " and " +
                                      std::string{name(type_of(b))} + " stand in no order"};
    return constants_compare(a, meant, b) ? all_of({}) : any_of({});
}

/// A condition that is compared with true or false: itself, or its opposite. With null: whether it
/// is unknown.
ConditionPtr truth_comparison(const ConditionPtr& condition, const EqlToken& sign,
                              const EqlValue& right) {
    const auto* const constant = constant_of(right);
    const auto* const truth = constant == nullptr ? nullptr : std::get_if<bool>(constant);
    const auto& meant = sign_of(sign.text);
    if (is_null(right))
        return meant.order == Order::equal ? negated_if(meant.negated, is_unknown(condition))
                                           : eql_unknown(sign.place);
    if (truth == nullptr || meant.order != Order::equal)
        throw Refusal{sign.place, "a condition compares with true, false and null alone",
                      "join conditions with and, or, not"};
    return negated_if(*truth == meant.negated, condition);
}

ConditionPtr literal_comparison(const EqlValue& left, const EqlToken& sign, const EqlValue& right) {
    const auto& literal = *constant_of(right);
    const auto& meant = sign_of(sign.text);
    refuse_other_type(left, right);
    if (is_eql_date(about(left).field))
        return negated_if(meant.negated,
                          eql_date_comparison(about(left), meant.order, literal, right.place));
    if (meant.order == Order::equal)
        return negated_if(meant.negated, asks(about(left), equal_to(literal)));
    if (const auto number = number_of(literal))
        return asks(about(left), NumberTest{meant.order, *number});
    if (const auto* const text = std::get_if<std::string>(&literal))
        return asks(about(left), TextOrderTest{meant.order, *text});
    throw Refusal{right.place, "true and false stand in no order", "write == or !="};
}

/// What is a condition already, or a function that becomes one.
bool is_condition(const EqlValue& value) {
    if (std::holds_alternative<ConditionPtr>(value.is)) return true;
    return constant_of(value) == nullptr && type_of(*expression_of(value)) == EqlType::boolean;
}

/// * and ? are wildcards, and nothing escapes them: a backslash is itself, as in Elasticsearch.
Pattern wildcard_pattern(std::string_view text) {
    Pattern pattern;
    while (!text.empty()) {
        const auto literal = text.substr(0, text.find_first_of("*?"));
        pattern.add(literal);
        text.remove_prefix(literal.size());
        if (text.empty()) break;
        pattern.add(text.front() == '*' ? Pattern::Kind::any_run : Pattern::Kind::any_one);
        text.remove_prefix(1);
    }
    return pattern;
}

using MakeTest = Test (*)(const Literal& literal, bool ignores_case, Place place);

Test in_test(const Literal& literal, bool ignores_case, Place) {
    auto test = equal_to(literal);
    if (auto* const text = std::get_if<TextTest>(&test)) text->cased = !ignores_case;
    return test;
}

Test pattern_test(const Literal& literal, bool ignores_case, Place) {
    return TextTest{wildcard_pattern(std::get<std::string>(literal)), !ignores_case};
}

Test regex_test(const Literal& literal, bool ignores_case, Place place) {
    RegexTest test{re2_of_lucene(std::get<std::string>(literal), place), ignores_case};
    test.dot_is_any = true;
    return test;
}

struct Lookup {
    std::string_view written;
    MakeTest make_test;
    bool ignores_case;
    bool wants_text;
};

constexpr std::array<Lookup, 7> lookups{{{":", pattern_test, true, true},
                                         {"in", in_test, false, false},
                                         {"in~", in_test, true, false},
                                         {"like", pattern_test, false, true},
                                         {"like~", pattern_test, true, true},
                                         {"regex", regex_test, false, true},
                                         {"regex~", regex_test, true, true}}};

const Lookup* lookup_of(const EqlToken& token) noexcept {
    for (const auto& lookup : lookups)
        if (token.is(lookup.written)) return &lookup;
    return nullptr;
}

const Literal& candidate_of(const EqlValue& value, const Lookup& lookup) {
    const auto* const literal = constant_of(value);
    if (literal == nullptr)
        throw Refusal{value.place,
                      "behind " + std::string{lookup.written} + " only values are written out",
                      "EQL compares a field with a value, not with another field"};
    if (lookup.wants_text && type_of(*literal) != EqlType::text)
        throw Refusal{value.place, std::string{lookup.written} + " takes a text in quotes",
                      "other values are compared with == or in"};
    return *literal;
}

}  // namespace

ConditionPtr eql_comparison(const EqlValue& left, const EqlToken& sign, const EqlValue& right) {
    const auto* const constant = constant_of(left);
    const auto* const other = constant_of(right);
    if (constant != nullptr && other != nullptr) return of_constants(left, sign, right);
    if (constant != nullptr) {
        auto mirrored = sign;
        mirrored.text = sign_of(sign.text).mirrored;
        return eql_comparison(right, mirrored, left);
    }
    if (is_condition(left)) return truth_comparison(condition_of(left), sign, right);
    if (other == nullptr)
        throw Refusal{right.place, "EQL compares a field with a value, not with another field",
                      "write the value itself, or join two events by the field in a sequence"};
    if (is_null(right)) return null_comparison(left, sign);
    return literal_comparison(left, sign, right);
}

bool is_eql_lookup(const EqlToken& token) noexcept { return lookup_of(token) != nullptr; }

ConditionPtr eql_lookup(const EqlValue& left, const EqlToken& word,
                        const std::vector<EqlValue>& candidates) {
    const auto& lookup = *lookup_of(word);
    const auto predicate = about(left);
    std::vector<ConditionPtr> parts;
    for (const auto& candidate : candidates) {
        const auto& literal = candidate_of(candidate, lookup);
        if (is_null(left) || is_null(candidate)) {
            parts.push_back(eql_unknown(candidate.place));
            continue;
        }
        refuse_other_type(left, candidate);
        parts.push_back(
            asks(predicate, lookup.make_test(literal, lookup.ignores_case, candidate.place)));
    }
    return any_of(std::move(parts));
}

}  // namespace pipehound::rule
