// SPDX-License-Identifier: Apache-2.0
#include "rule/condition_text.hpp"

#include <array>
#include <cstdio>

namespace pipehound::rule {

namespace {

constexpr std::array<std::string_view, 5> order_signs{"<", "<=", ">", ">=", "="};
constexpr std::array<std::string_view, 7> part_names{"",     "minute", "hour", "day",
                                                     "week", "month",  "year"};
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

std::string condition_text(const Predicate& predicate) {
    auto field = predicate.field.empty() ? std::string{"any text"} : predicate.field;
    if (predicate.part != DatePart::none)
        field = std::string{part_names[static_cast<std::size_t>(predicate.part)]} + " of " + field;
    return field + ' ' +
           std::visit([](const auto& test) { return test_text(test); }, predicate.test);
}
std::string condition_text(const All& all) { return joined(all.parts, " and "); }
std::string condition_text(const Any& any) { return joined(any.parts, " or "); }
std::string condition_text(const Not& negation) { return "not " + text(*negation.part); }

}  // namespace

std::string text(const Condition& condition) {
    return std::visit([](const auto& is) { return condition_text(is); }, condition.is);
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
