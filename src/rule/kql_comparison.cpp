// SPDX-License-Identifier: Apache-2.0
// The operators, as learn.microsoft.com/kusto/query has them: datatypes-string-operators,
// numerical-operators, between-operator, scalar-data-types/null-values.
//
// A term is a longest run of letters and digits. `has` finds its text where no letter or digit
// stands right beside it: both edges of the text that are letters or digits themselves must be
// edges of terms. Asked as a regex, behind a plain search for the text that the index of literals
// understands.
#include "rule/kql_comparison.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "event/text.hpp"

namespace pipehound::rule {

namespace {

using Kind = KqlOperator::Kind;
using event::AsimColumnType;

constexpr bool cased = true;
constexpr bool any_case = false;
constexpr bool negated = true;

constexpr KqlOperator text_operator(std::string_view written, Kind kind, bool minds_case,
                                    bool is_negated, std::string_view meaning) {
    return {written, kind, minds_case, is_negated, Order::equal, meaning};
}
constexpr KqlOperator order_operator(std::string_view written, Order order,
                                     std::string_view meaning) {
    return {written, Kind::order, cased, false, order, meaning};
}

constexpr std::array operators{
    text_operator("==", Kind::equals, cased, false, "equals"),
    text_operator("!=", Kind::equals, cased, negated, "does not equal"),
    text_operator("=~", Kind::equals, any_case, false, "equals"),
    text_operator("!~", Kind::equals, any_case, negated, "does not equal"),
    order_operator("<", Order::less, "of numbers and datetimes"),
    order_operator("<=", Order::less_or_equal, "of numbers and datetimes"),
    order_operator(">", Order::greater, "of numbers and datetimes"),
    order_operator(">=", Order::greater_or_equal, "of numbers and datetimes"),
    text_operator("between", Kind::between, cased, false,
                  "of numbers and datetimes: both ends included"),
    text_operator("!between", Kind::between, cased, negated, "of numbers and datetimes"),
    text_operator("has", Kind::has, any_case, false, "a whole term"),
    text_operator("!has", Kind::has, any_case, negated, "no such term"),
    text_operator("has_cs", Kind::has, cased, false, "a whole term"),
    text_operator("!has_cs", Kind::has, cased, negated, "no such term"),
    text_operator("hasprefix", Kind::hasprefix, any_case, false, "a term begins so"),
    text_operator("!hasprefix", Kind::hasprefix, any_case, negated, "no term begins so"),
    text_operator("hasprefix_cs", Kind::hasprefix, cased, false, "a term begins so"),
    text_operator("!hasprefix_cs", Kind::hasprefix, cased, negated, "no term begins so"),
    text_operator("hassuffix", Kind::hassuffix, any_case, false, "a term ends so"),
    text_operator("!hassuffix", Kind::hassuffix, any_case, negated, "no term ends so"),
    text_operator("hassuffix_cs", Kind::hassuffix, cased, false, "a term ends so"),
    text_operator("!hassuffix_cs", Kind::hassuffix, cased, negated, "no term ends so"),
    text_operator("contains", Kind::contains, any_case, false, "anywhere in the text"),
    text_operator("!contains", Kind::contains, any_case, negated, "nowhere in the text"),
    text_operator("contains_cs", Kind::contains, cased, false, "anywhere in the text"),
    text_operator("!contains_cs", Kind::contains, cased, negated, "nowhere in the text"),
    text_operator("startswith", Kind::startswith, any_case, false, "the text begins so"),
    text_operator("!startswith", Kind::startswith, any_case, negated, "it does not"),
    text_operator("startswith_cs", Kind::startswith, cased, false, "the text begins so"),
    text_operator("!startswith_cs", Kind::startswith, cased, negated, "it does not"),
    text_operator("endswith", Kind::endswith, any_case, false, "the text ends so"),
    text_operator("!endswith", Kind::endswith, any_case, negated, "it does not"),
    text_operator("endswith_cs", Kind::endswith, cased, false, "the text ends so"),
    text_operator("!endswith_cs", Kind::endswith, cased, negated, "it does not"),
    text_operator("matches regex", Kind::regex, cased, false,
                  "RE2 finds the expression; (?i) ignores case"),
    text_operator("in", Kind::in, cased, false, "equals one of a list"),
    text_operator("!in", Kind::in, cased, negated, "equals none of a list"),
    text_operator("in~", Kind::in, any_case, false, "equals one of a list"),
    text_operator("!in~", Kind::in, any_case, negated, "equals none of a list"),
    text_operator("has_any", Kind::has_any, any_case, false, "has one term of a list"),
    text_operator("has_all", Kind::has_all, any_case, false, "has all terms of a list"),
};

ExpressionPtr number_written_in(const std::string& column, Place place) {
    auto text = std::make_shared<const Expression>(Expression{FieldValue{column, false}, place});
    return std::make_shared<const Expression>(
        Expression{Call{Function::number, false, {std::move(text)}}, place});
}

ConditionPtr asks(const KqlColumn& column, Place place, Test test, Absence absence = Absence::no) {
    Predicate predicate;
    predicate.field = column.name;
    predicate.place = place;
    predicate.test = std::move(test);
    predicate.absence = absence;
    if (column.type == AsimColumnType::time) predicate.part = DatePart::moment;
    if (column.read_as_number) predicate.computed = number_written_in(column.name, place);
    return make(std::move(predicate));
}

ConditionPtr is_not_told(const KqlColumn& column, Place place) {
    auto any_type = column;
    any_type.type = AsimColumnType::text;  // a time is looked at as it is told
    return asks(any_type, place, NullTest{});
}

// Texts.

bool is_letter_or_digit_of_ascii(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// At a byte of a character beyond ASCII: taken for a part of a term, as letters are.
bool is_part_of_term(char c) {
    return is_letter_or_digit_of_ascii(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string term_expression(Kind kind, const std::string& text) {
    const bool begins_term = kind != Kind::hassuffix && is_part_of_term(text.front());
    const bool ends_term = kind != Kind::hasprefix && is_part_of_term(text.back());
    return (begins_term ? "(?:^|[^\\pL\\pN])" : "") + re2::RE2::QuoteMeta(text) +
           (ends_term ? "(?:[^\\pL\\pN]|$)" : "");
}

ConditionPtr contains(const KqlColumn& column, Place place, const std::string& text,
                      bool minds_case) {
    return asks(column, place, TextTest{Pattern{text}.after_any().before_any(), minds_case});
}

ConditionPtr has_term(const KqlColumn& column, Place place, Kind kind, const std::string& text,
                      bool minds_case) {
    RegexTest regex{term_expression(kind, text), !minds_case, false, false};
    return all_of(
        {contains(column, place, text, minds_case), asks(column, place, std::move(regex))});
}

/// The empty text, which an event that does not tell the column has, may match, too.
ConditionPtr matches(const KqlColumn& column, Place place, const std::string& expression) {
    if (column.fold != KqlColumn::Fold::none)
        throw Refusal{place, "matches regex is not asked of tolower() or toupper()",
                      "ask the column itself, with (?i) before the expression"};
    auto found = asks(column, place, RegexTest{expression, false, false, false});
    const re2::RE2 regex{expression, re2::RE2::Quiet};
    if (!regex.ok() || !re2::RE2::PartialMatch("", regex)) return found;
    return any_of({std::move(found), is_not_told(column, place)});
}

std::string folded(const std::string& text, KqlColumn::Fold fold) {
    return fold == KqlColumn::Fold::upper ? event::upper(text) : event::folded(text);
}

ConditionPtr text_test(const KqlColumn& column, Place place, const KqlOperator& sign,
                       const std::string& text) {
    const bool is_folded = column.fold != KqlColumn::Fold::none;
    if (sign.kind == Kind::regex) return matches(column, place, text);
    if (is_folded && sign.cased && folded(text, column.fold) != text)
        return any_of({});  // tolower(x) == "Abc" never holds
    const bool minds_case = sign.cased && !is_folded;
    const bool is_equal = sign.kind == Kind::equals || sign.kind == Kind::in;
    if (text.empty()) return is_equal ? kql_is_empty(column, place) : all_of({});
    const Pattern pattern{text};
    switch (sign.kind) {
        case Kind::equals:
        case Kind::in:
            return asks(column, place, TextTest{pattern, minds_case});
        case Kind::startswith:
            return asks(column, place, TextTest{pattern.before_any(), minds_case});
        case Kind::endswith:
            return asks(column, place, TextTest{pattern.after_any(), minds_case});
        case Kind::has_any:
        case Kind::has_all:
            return has_term(column, place, Kind::has, text, minds_case);
        case Kind::has:
        case Kind::hasprefix:
        case Kind::hassuffix:
            return has_term(column, place, sign.kind, text, minds_case);
        case Kind::contains:
        case Kind::order:
        case Kind::regex:
        case Kind::between:
            break;
    }
    return contains(column, place, text, minds_case);
}

// Numbers and times.

std::optional<double> number_of(const KqlScalar& scalar, AsimColumnType type) {
    if (const auto* const time = std::get_if<KqlTime>(&scalar))
        return type == AsimColumnType::time ? std::optional(static_cast<double>(time->milliseconds))
                                            : std::nullopt;
    if (type == AsimColumnType::time) return std::nullopt;
    if (const auto* const whole = std::get_if<std::int64_t>(&scalar))
        return static_cast<double>(*whole);
    const auto* const broken = std::get_if<double>(&scalar);
    return broken == nullptr ? std::nullopt : std::optional{*broken};
}

[[noreturn]] void refuse_operand(const KqlColumn& column, const KqlOperator& sign,
                                 const KqlValue& right) {
    constexpr std::array<std::string_view, 3> types{"a text", "a number", "a datetime"};
    constexpr std::array<std::string_view, 3> hints{
        "write it in quotes, or ask toint(column)", "write the number without quotes",
        "as in datetime(2026-11-20T10:00:00Z), or ago(7d)"};
    const auto type = static_cast<std::size_t>(column.type);
    if (scalar_of<KqlNull>(right) != nullptr)
        throw Refusal{right.place, "nothing equals null", "ask isnull(" + column.name + ")"};
    throw Refusal{right.place,
                  "the column " + column.name + " is " + std::string{types[type]} + ", and " +
                      std::string{sign.written} + " compares it with " + told(right),
                  std::string{hints[type]}};
}

ConditionPtr scalar_test(const KqlColumn& column, Place place, const KqlOperator& sign,
                         const KqlValue& right, const KqlScalar& scalar) {
    if (column.type == AsimColumnType::text) {
        const auto* const text = std::get_if<std::string>(&scalar);
        if (sign.kind == Kind::order)
            throw Refusal{place, std::string{sign.written} + " compares numbers and datetimes",
                          "texts are compared with ==, =~, has, contains and the like"};
        if (text == nullptr) refuse_operand(column, sign, right);
        return text_test(column, place, sign, *text);
    }
    const auto number = number_of(scalar, column.type);
    const bool is_equal = sign.kind == Kind::equals || sign.kind == Kind::in;
    if (!is_equal && sign.kind != Kind::order)
        throw Refusal{
            place,
            std::string{sign.written} + " is asked of texts, and " + column.name + " is none",
            "compare it with ==, <, > or between"};
    if (!number) refuse_operand(column, sign, right);
    const auto absence = is_equal ? Absence::no : Absence::unknown;
    return asks(column, place, NumberTest{is_equal ? Order::equal : sign.order, *number}, absence);
}

KqlScalar upper_end(const KqlScalar& lower, const KqlScalar& upper) {
    const auto* const from = std::get_if<KqlTime>(&lower);
    const auto* const span = std::get_if<KqlSpan>(&upper);
    if (from == nullptr || span == nullptr) return upper;
    return KqlTime{from->milliseconds + span->milliseconds};
}

ConditionPtr is_between(const KqlColumn& column, Place place, const KqlOperator& sign,
                        const std::vector<KqlValue>& ends) {
    constexpr auto least = order_operator("between", Order::greater_or_equal, {});
    constexpr auto most = order_operator("between", Order::less_or_equal, {});
    if (column.type == AsimColumnType::text) refuse_operand(column, sign, ends[0]);
    const auto* const lower = std::get_if<KqlScalar>(&ends[0].is);
    const auto* const upper = std::get_if<KqlScalar>(&ends[1].is);
    if (lower == nullptr) refuse_operand(column, sign, ends[0]);
    if (upper == nullptr) refuse_operand(column, sign, ends[1]);
    return all_of({scalar_test(column, place, least, ends[0], *lower),
                   scalar_test(column, place, most, ends[1], upper_end(*lower, *upper))});
}

// Lists, and columns on both sides.

ConditionPtr of_list(const KqlColumn& column, Place place, const KqlOperator& sign,
                     const std::vector<KqlValue>& right) {
    std::vector<ConditionPtr> parts;
    for (const auto& value : right) {
        if (const auto* const scalar = std::get_if<KqlScalar>(&value.is)) {
            parts.push_back(scalar_test(column, place, sign, value, *scalar));
        } else if (const auto* const list = std::get_if<KqlList>(&value.is)) {
            for (const auto& item : *list)
                parts.push_back(scalar_test(column, place, sign, value, item));
        } else {
            refuse_operand(column, sign, value);
        }
    }
    return sign.kind == Kind::has_all ? all_of(std::move(parts)) : any_of(std::move(parts));
}

std::optional<FieldTest::Relation> relation_of(Kind kind) {
    if (kind == Kind::equals) return FieldTest::Relation::equals;
    if (kind == Kind::startswith) return FieldTest::Relation::starts_with;
    if (kind == Kind::endswith) return FieldTest::Relation::ends_with;
    if (kind == Kind::contains) return FieldTest::Relation::contains;
    return std::nullopt;
}

/// A text that is not told is empty: equal to another such, and contained in any.
ConditionPtr of_columns(const KqlColumn& left, const KqlOperator& sign, const KqlColumn& right,
                        Place place) {
    const auto relation = relation_of(sign.kind);
    const bool are_texts = left.type == AsimColumnType::text && right.type == AsimColumnType::text;
    const bool are_plain =
        left.fold == KqlColumn::Fold::none && right.fold == KqlColumn::Fold::none;
    if (!relation || !are_texts || !are_plain)
        throw Refusal{place, std::string{sign.written} + " does not compare these two columns",
                      "columns of text are compared with ==, =~, startswith, endswith, contains"};
    auto holds = asks(left, place, FieldTest{right.name, *relation, sign.cased});
    if (sign.kind != Kind::equals) return any_of({std::move(holds), is_not_told(right, place)});
    return any_of(
        {std::move(holds), all_of({is_not_told(left, place), is_not_told(right, place)})});
}

/// With the sides exchanged; nullptr where KQL wants the column on the left.
const KqlOperator* mirrored(const KqlOperator& sign) {
    if (sign.kind == Kind::equals) return &sign;
    if (sign.written == "<") return kql_operator(">");
    if (sign.written == "<=") return kql_operator(">=");
    if (sign.written == ">") return kql_operator("<");
    return sign.written == ">=" ? kql_operator("<=") : nullptr;
}

ConditionPtr positive(const KqlColumn& column, Place place, const KqlOperator& sign,
                      const std::vector<KqlValue>& right) {
    if (sign.kind == Kind::between) return is_between(column, place, sign, right);
    if (sign.takes_list()) return of_list(column, place, sign, right);
    if (const auto* const other = std::get_if<KqlColumn>(&right.front().is))
        return of_columns(column, sign, *other, place);
    const auto* const scalar = std::get_if<KqlScalar>(&right.front().is);
    if (scalar == nullptr) refuse_operand(column, sign, right.front());
    return scalar_test(column, place, sign, right.front(), *scalar);
}

/// isempty(x) == false. What is unknown is null to Kusto: it equals neither true nor false.
ConditionPtr truth_comparison(const KqlValue& left, const KqlOperator& sign,
                              const KqlValue& right) {
    const auto* const truth = scalar_of<bool>(right);
    if (truth == nullptr || sign.kind != Kind::equals)
        throw Refusal{right.place, "a condition compares with true and false alone",
                      "join conditions with and, or, not()"};
    const auto condition = condition_of(left);
    auto equal = all_of({*truth ? condition : not_of(condition), not_of(is_unknown(condition))});
    return sign.negated ? not_of(std::move(equal)) : equal;
}

}  // namespace

std::span<const KqlOperator> kql_operators() noexcept { return operators; }

const KqlOperator* kql_operator(std::string_view written) noexcept {
    const auto* const found =
        std::find_if(operators.begin(), operators.end(),
                     [written](const auto& sign) { return sign.written == written; });
    return found == operators.end() ? nullptr : found;
}

ConditionPtr kql_comparison(const KqlValue& left, const KqlOperator& sign,
                            const std::vector<KqlValue>& right) {
    if (std::holds_alternative<ConditionPtr>(left.is))
        return truth_comparison(left, sign, right.front());
    const auto* const column = std::get_if<KqlColumn>(&left.is);
    if (column == nullptr) {
        const auto* const other =
            right.size() == 1 ? std::get_if<KqlColumn>(&right.front().is) : nullptr;
        const auto* const turned = mirrored(sign);
        if (other == nullptr || turned == nullptr)
            throw Refusal{left.place, "a column is expected before " + std::string{sign.written},
                          "as in: TargetProcessName has \"nc\""};
        return kql_comparison(right.front(), *turned, {left});
    }
    auto condition = positive(*column, left.place, sign, right);
    return sign.negated ? not_of(std::move(condition)) : condition;
}

ConditionPtr kql_is_empty(const KqlColumn& column, Place place) {
    if (column.type != AsimColumnType::text) return is_not_told(column, place);
    return any_of({is_not_told(column, place), asks(column, place, TextTest{Pattern{}, cased})});
}

ConditionPtr kql_is_null(const KqlColumn& column, Place place) {
    return column.type == AsimColumnType::text ? any_of({}) : is_not_told(column, place);
}

}  // namespace pipehound::rule
