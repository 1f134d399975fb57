// SPDX-License-Identifier: Apache-2.0
#include "rule/condition_text.hpp"

#include <array>
#include <cstdio>

#include "rule/eql_function.hpp"

namespace pipehound::rule {

namespace {

constexpr std::array<std::string_view, 5> order_signs{"<", "<=", ">", ">=", "="};
constexpr std::array<std::string_view, 8> part_names{"",     "minute", "hour", "day",
                                                     "week", "month",  "year", "moment"};
constexpr std::array<std::string_view, 4> relation_names{"equals", "starts with", "ends with",
                                                         "contains"};

std::string number_text(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.15g", number);
    return text.data();
}

std::string test_text(const TextTest& test) {
    return std::string{test.cased ? "~~" : "~"} + " \"" + text(test.pattern) + '"';
}
std::string test_text(const RegexTest& test) {
    return std::string{"=~ \""} + (test.ignores_case ? "(?i)" : "") +
           (test.multi_line ? "(?m)" : "") + (test.dot_is_any ? "(?s)" : "") + test.expression +
           '"';
}
std::string test_text(const NumberTest& test) {
    return std::string{order_signs[static_cast<std::size_t>(test.order)]} + ' ' +
           number_text(test.number);
}
std::string test_text(const NetworkTest& test) { return "in network " + test.network; }
std::string test_text(const ExistsTest& test) { return test.exists ? "exists" : "is absent"; }
std::string test_text(const NullTest&) { return "is null"; }
std::string test_text(const FieldTest& test) {
    return std::string{relation_names[static_cast<std::size_t>(test.relation)]} + " field " +
           test.field + (test.cased ? " with case" : "");
}

std::string test_text(const TextOrderTest& test) {
    return std::string{order_signs[static_cast<std::size_t>(test.order)]} + " \"" + test.text + '"';
}

std::string joined(const std::vector<ConditionPtr>& parts, std::string_view word) {
    std::string line;
    for (const auto& part : parts) line.append(line.empty() ? "" : word).append(text(*part));
    return '(' + line + ')';
}

std::string optional_text(bool optional, const std::string& name) {
    return (optional ? "?" : "") + name;
}

std::string literal_text(const Literal& literal) {
    if (const auto* const truth = std::get_if<bool>(&literal)) return *truth ? "true" : "false";
    if (const auto* const whole = std::get_if<std::int64_t>(&literal))
        return std::to_string(*whole);
    if (const auto* const broken = std::get_if<double>(&literal)) return number_text(*broken);
    const auto* const text = std::get_if<std::string>(&literal);
    return text == nullptr ? "null" : '"' + *text + '"';
}

std::string call_text(const Call& call) {
    auto line = std::string{name(call.function)} + (call.ignores_case ? "~(" : "(");
    for (const auto& argument : call.arguments)
        line += (line.ends_with('(') ? "" : ", ") + text(*argument);
    return line + ')';
}

std::string stage_text(const Sequence::Stage& stage) {
    auto line = std::string{stage.missing ? "!" : ""} + '[' + text(stage.query) + ']';
    for (const auto& key : stage.by)
        line +=
            (&key == &stage.by.front() ? " by " : ", ") + optional_text(key.optional, key.field);
    return stage.runs == 1 ? line : line + " with runs=" + std::to_string(stage.runs);
}

std::string condition_text(const Predicate& predicate) {
    return subject_text(predicate) + ' ' + test_text(predicate);
}
std::string condition_text(const All& all) {
    return all.parts.empty() ? "true" : joined(all.parts, " and ");
}
std::string condition_text(const Any& any) {
    return any.parts.empty() ? "false" : joined(any.parts, " or ");
}
std::string condition_text(const Not& negation) { return "not " + text(*negation.part); }
std::string condition_text(const IsUnknown& asked) {
    return '(' + text(*asked.part) + ") is unknown";
}

}  // namespace

std::string subject_text(const Predicate& predicate) {
    auto subject = predicate.computed        ? text(*predicate.computed)
                   : predicate.field.empty() ? "any text"
                                             : optional_text(predicate.optional, predicate.field);
    if (predicate.part == DatePart::none) return subject;
    return std::string{part_names[static_cast<std::size_t>(predicate.part)]} + " of " + subject;
}

std::string test_text(const Predicate& predicate) {
    return std::visit([](const auto& test) { return test_text(test); }, predicate.test);
}

std::string text(const Condition& condition) {
    return std::visit([](const auto& is) { return condition_text(is); }, condition.is);
}

std::string text(const Expression& expression) {
    if (const auto* const literal = std::get_if<Literal>(&expression.is))
        return literal_text(*literal);
    if (const auto* const field = std::get_if<FieldValue>(&expression.is))
        return optional_text(field->optional, field->name);
    return call_text(std::get<Call>(expression.is));
}

std::string text(const EventQuery& query) {
    return query.category + " where " + text(*query.condition);
}

std::string text(const Sequence& sequence) {
    std::string line = sequence.ordered ? "sequence" : "sample";
    if (sequence.maxspan)
        line += " with maxspan=" + std::to_string(sequence.maxspan->count()) + "ms";
    for (const auto& stage : sequence.stages) line += ' ' + stage_text(stage);
    return sequence.until ? line + " until " + stage_text(*sequence.until) : line;
}

std::string text(const Correlation& correlation) {
    std::string line{name(correlation.type)};
    for (const auto& bound : correlation.bounds)
        line.append(&bound == &correlation.bounds.front() ? " " : " and ")
            .append(order_signs[static_cast<std::size_t>(bound.order)])
            .append(1, ' ')
            .append(number_text(bound.number));
    for (const auto& reference : correlation.rules)
        line.append(&reference == &correlation.rules.front() ? " of " : ", ")
            .append(reference.rule);
    line +=
        " within " + number_text(static_cast<double>(correlation.timespan.count()) / 1000) + " s";
    for (const auto& field : correlation.group_by)
        line.append(&field == &correlation.group_by.front() ? ", by " : ", ").append(field);
    return line;
}

std::string text(const Pattern& pattern) {
    std::string line;
    for (const auto& [kind, literal] : pattern.pieces()) {
        if (kind == Pattern::Kind::any_run) line += '*';
        if (kind == Pattern::Kind::any_one) line += '?';
        if (kind == Pattern::Kind::dash) line += "{dash}";
        for (const char c : literal) {
            if (c == '*' || c == '?' || c == '\\') line += '\\';
            line += c;
        }
    }
    return line;
}

}  // namespace pipehound::rule
