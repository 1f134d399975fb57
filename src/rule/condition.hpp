// SPDX-License-Identifier: Apache-2.0
// The symbolic form: what an author asks of one event, whatever language he wrote it in. The front
// ends make it, detect/ compiles it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "rule/diagnostic.hpp"
#include "rule/expression.hpp"
#include "rule/pattern.hpp"

namespace pipehound::rule {

/// The whole value is what the pattern says. ASCII letters, and where the pattern has others all
/// letters, are compared without case unless `cased`.
struct TextTest {
    Pattern pattern;
    bool cased = false;
};

/// The expression (RE2's syntax) is found somewhere in the value.
struct RegexTest {
    std::string expression;
    bool ignores_case = false;
    bool multi_line = false;  ///< ^ and $ match at line breaks, too
    bool dot_is_any = false;  ///< . matches a line break, too
};

enum class Order : std::uint8_t { less, less_or_equal, greater, greater_or_equal, equal };

[[nodiscard]] bool holds(Order order, double left, double right) noexcept;

/// The value reads as a number for which this holds.
struct NumberTest {
    Order order = Order::equal;
    double number = 0;
};

/// The value is an IP address of this network.
struct NetworkTest {
    std::string network;  ///< "10.0.0.0/8", "fe80::/10", or one address
};

struct ExistsTest {
    bool exists = true;
};

/// The event does not tell the field at all.
struct NullTest {};

/// The value stands in this order to a text, byte by byte.
struct TextOrderTest {
    Order order = Order::equal;
    std::string text;
};

/// The value stands in this relation to the value of another field.
struct FieldTest {
    enum class Relation : std::uint8_t { equals, starts_with, ends_with, contains };
    std::string field;
    Relation relation = Relation::equals;
    bool cased = false;
};

using Test = std::variant<TextTest, RegexTest, NumberTest, NetworkTest, ExistsTest, NullTest,
                          FieldTest, TextOrderTest>;

/// A part of a date, taken out of the value before the test; all in UTC, weeks as ISO 8601 counts.
enum class DatePart : std::uint8_t { none, minute, hour, day, week, month, year };

/// What a test of a field answers that the event does not tell. An unknown stays one under `not`,
/// and decides nothing in `and` and `or` that the other parts do not decide (Kleene's logic); what
/// is unknown as a whole does not hold. ExistsTest and NullTest always have an answer.
enum class Absence : std::uint8_t { no, unknown };

struct Predicate {
    std::string field;  ///< as the author wrote it; empty: any text of the event (keywords)
    DatePart part = DatePart::none;
    Test test;
    Place place;
    Absence absence = Absence::no;
    bool optional = false;   ///< where no event has such a field it is absent, not a mistake
    ExpressionPtr computed;  ///< where set, the test is put to this instead of the field
};

struct Condition;
using ConditionPtr = std::shared_ptr<const Condition>;  ///< one selection may stand in many places

struct All {
    std::vector<ConditionPtr> parts;
};
struct Any {
    std::vector<ConditionPtr> parts;
};
struct Not {
    ConditionPtr part;
};
/// The part neither holds nor does not: EQL's `(exit_code > 0) == null`. Never unknown itself.
struct IsUnknown {
    ConditionPtr part;
};

struct Condition {
    std::variant<Predicate, All, Any, Not, IsUnknown> is;
};

[[nodiscard]] ConditionPtr make(Predicate predicate);
/// A part that stands alone is given back as it is. All of nothing holds, any of nothing does not.
[[nodiscard]] ConditionPtr all_of(std::vector<ConditionPtr> parts);
[[nodiscard]] ConditionPtr any_of(std::vector<ConditionPtr> parts);
[[nodiscard]] ConditionPtr not_of(ConditionPtr part);
[[nodiscard]] ConditionPtr is_unknown(ConditionPtr part);

}  // namespace pipehound::rule
