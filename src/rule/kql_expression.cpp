// SPDX-License-Identifier: Apache-2.0
// Recursive descent, from what binds least: or, and, comparison, + and - of times, primary.
#include "rule/kql_expression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

#include "event/nearest_word.hpp"
#include "event/text.hpp"
#include "rule/kql_comparison.hpp"
#include "rule/kql_time.hpp"

namespace pipehound::rule {

namespace {

using event::AsimColumnType;
using Kind = KqlToken::Kind;

constexpr std::array functions{
    KqlFunction{"not", "the opposite of a condition"},
    KqlFunction{"isempty", "the column is the empty text, or not told"},
    KqlFunction{"isnotempty", "the opposite"},
    KqlFunction{"notempty", "the same"},
    KqlFunction{"isnull", "a number or a datetime is not told; of a text never, as in Kusto"},
    KqlFunction{"isnotnull", "the opposite"},
    KqlFunction{"notnull", "the same"},
    KqlFunction{"tolower", "of a column, a text"},
    KqlFunction{"toupper", "of a column, a text"},
    KqlFunction{"tostring", "a number as a text"},
    KqlFunction{"toint", "a text as a number, null where it writes none"},
    KqlFunction{"tolong", "the same"},
    KqlFunction{"ago", "so long before now: `ago(7d)`"},
    KqlFunction{"now", "when the query was read: `now()`, `now(-7d)`"},
    KqlFunction{"todatetime", "of a text that is written out"},
};

[[noreturn]] void refuse_function(const KqlToken& name) {
    std::vector<std::string> known;
    for (const auto& function : functions) known.emplace_back(function.written);
    const auto near = event::nearest_word(name.text, known);
    throw Refusal{name.place, "pipehound does not know the function " + name.text + "()",
                  near ? "did you mean " + *near + "()?"
                       : "functions: not, isempty, isnotempty, isnull, isnotnull, tolower, "
                         "toupper, tostring, toint, ago, now"};
}

std::int64_t shifted(std::int64_t time, std::int64_t by, Place place) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / 4;
    if (time > most || time < -most || by > most || by < -most)
        throw Refusal{place, "the time is too far away", "write a datetime"};
    return time + by;
}

/// Nothing where the schema has none, or none is known yet.
std::optional<KqlColumn> find_column(const KqlScope& scope, std::string_view name) {
    if (!scope.schema) return std::nullopt;
    const auto column = event::asim_column(*scope.schema, name);
    if (!event::field(*scope.schema, column)) return std::nullopt;
    return KqlColumn{std::string{column}, event::asim_column_type(column), {}};
}

class Parser {
public:
    Parser(KqlCursor& cursor, const KqlScope& scope) : cursor_{cursor}, scope_{scope} {}

    KqlValue disjunction() {
        auto first = conjunction();
        if (!cursor_.look().is("or")) return first;
        std::vector<ConditionPtr> parts{condition_of(first)};
        while (cursor_.take("or")) parts.push_back(condition_of(conjunction()));
        return {any_of(std::move(parts)), first.place};
    }

    KqlValue sum() {
        auto value = primary();
        while (cursor_.look().is("+") || cursor_.look().is("-")) {
            const bool minus = cursor_.take().text == "-";
            value = moved(value, primary(), minus);
        }
        return value;
    }

private:
    KqlValue conjunction() {
        auto first = comparison();
        if (!cursor_.look().is("and")) return first;
        std::vector<ConditionPtr> parts{condition_of(first)};
        while (cursor_.take("and")) parts.push_back(condition_of(comparison()));
        return {all_of(std::move(parts)), first.place};
    }

    KqlValue comparison() {
        auto left = sum();
        const auto* const sign = take_operator();
        if (sign == nullptr) {
            if (std::holds_alternative<KqlColumn>(left.is)) refuse_unknown_operator();
            return left;
        }
        return {kql_comparison(left, *sign, operands(*sign)), left.place};
    }

    const KqlOperator* take_operator() {
        const auto& next = cursor_.look();
        if (next.kind != Kind::word && next.kind != Kind::sign) return nullptr;
        if (next.is("matches")) {
            cursor_.take();
            cursor_.expect("regex", "the operator is called: matches regex");
            return kql_operator("matches regex");
        }
        const auto* const sign = kql_operator(next.text);
        if (sign != nullptr) cursor_.take();
        return sign;
    }

    /// A column may stand alone in parentheses or as an argument.
    void refuse_unknown_operator() const {
        const auto& next = cursor_.look();
        if (next.is("=")) throw Refusal{next.place, "= compares nothing", "write == or =~"};
        if (next.kind != Kind::word || next.is("and") || next.is("or")) return;
        std::vector<std::string> known;
        for (const auto& sign : kql_operators()) known.emplace_back(sign.written);
        const auto near = event::nearest_word(next.text, known);
        throw Refusal{next.place, "pipehound does not know the operator " + next.text,
                      near ? "did you mean " + *near + '?'
                           : "operators: ==, =~, has, contains, startswith, endswith, in, "
                             "has_any, has_all, matches regex, between"};
    }

    std::vector<KqlValue> operands(const KqlOperator& sign) {
        if (sign.kind == KqlOperator::Kind::between) return between_operands();
        if (!sign.takes_list()) return {sum()};
        return list_operands(sign);
    }

    std::vector<KqlValue> between_operands() {
        cursor_.expect("(", "as in: between (1 .. 1024)");
        auto lower = sum();
        cursor_.expect("..", "as in: between (1 .. 1024)");
        auto upper = sum();
        cursor_.expect(")");
        return {std::move(lower), std::move(upper)};
    }

    /// A list may also stand for itself: `in (list)`, `has_any (dynamic(["a", "b"]))`.
    std::vector<KqlValue> list_operands(const KqlOperator& sign) {
        cursor_.expect("(", "as in: " + std::string{sign.written} + " (\"a\", \"b\")");
        std::vector<KqlValue> values;
        do {
            if (cursor_.look().is(")")) break;
            values.push_back(sum());
        } while (cursor_.take(","));
        cursor_.expect(")");
        return values;
    }

    KqlValue primary() {
        const auto place = cursor_.place();
        switch (cursor_.look().kind) {
            case Kind::string:
                return {KqlScalar{spliced()}, place};
            case Kind::integer:
            case Kind::decimal:
                return {number(cursor_.take()), place};
            case Kind::timespan:
                return {of_literal(cursor_.take(), kql_timespan), place};
            case Kind::datetime:
                return {of_literal(cursor_.take(), kql_datetime), place};
            case Kind::quoted:
                return {kql_column(scope_, cursor_.take().text, place), place};
            case Kind::word:
                return named();
            case Kind::sign:
            case Kind::end:
                break;
        }
        if (cursor_.look().is("-")) return negative();
        if (cursor_.take("(")) return parentheses();
        cursor_.refuse_next("a column or a value is expected, as in: TargetProcessName has \"nc\"");
    }

    /// Strings beside each other are one.
    std::string spliced() {
        std::string text;
        while (cursor_.look().kind == Kind::string) text += cursor_.take().text;
        return text;
    }

    template <typename Literal>
    static KqlScalar of_literal(const KqlToken& token, Literal (*read)(std::string_view, Place)) {
        if (token.text == "null") return KqlNull{};
        return read(token.text, token.place);
    }

    static KqlScalar number(const KqlToken& token) {
        std::int64_t whole = 0;
        const auto* const end = token.text.data() + token.text.size();
        const bool is_hexadecimal = token.text.starts_with("0x") || token.text.starts_with("0X");
        const auto [rest, error] = is_hexadecimal
                                       ? std::from_chars(token.text.data() + 2, end, whole, 16)
                                       : std::from_chars(token.text.data(), end, whole);
        if (error == std::errc{} && rest == end) return whole;
        double broken = 0;
        const auto [stop, trouble] = std::from_chars(token.text.data(), end, broken);
        if (trouble == std::errc{} && stop == end) return broken;
        throw Refusal{token.place, token.text + " is no number that fits"};
    }

    KqlValue negative() {
        const auto place = cursor_.take().place;
        const auto value = deeper([this] { return primary(); });
        if (const auto* const whole = scalar_of<std::int64_t>(value))
            return {KqlScalar{-*whole}, place};
        if (const auto* const broken = scalar_of<double>(value))
            return {KqlScalar{-*broken}, place};
        if (const auto* const span = scalar_of<KqlSpan>(value))
            return {KqlScalar{KqlSpan{-span->milliseconds}}, place};
        throw Refusal{place, "- stands before " + told(value), "it takes a number"};
    }

    KqlValue parentheses() {
        auto inner = deeper([this] { return disjunction(); });
        cursor_.expect(")");
        return inner;
    }

    template <typename Read>
    KqlValue deeper(Read read) {
        if (++depth_ > deepest_kql)
            throw Refusal{cursor_.place(), "parentheses are nested too deeply",
                          "at most " + std::to_string(deepest_kql)};
        auto value = read();
        --depth_;
        return value;
    }

    KqlValue named() {
        const auto name = cursor_.take();
        if (name.text == "true" || name.text == "false")
            return {KqlScalar{name.text == "true"}, name.place};
        if (cursor_.look().is("(")) return called(name);
        if (name.text == "not")
            throw Refusal{name.place, "not is a function in KQL",
                          "write not(...) around the condition"};
        const auto value = scope_.values.find(name.text);
        const bool goes_first =
            value != scope_.values.end() && (std::holds_alternative<KqlColumn>(value->second.is) ||
                                             !find_column(scope_, name.text));
        if (goes_first) return {value->second.is, name.place};
        return {kql_column(scope_, name.text, name.place), name.place};
    }

    KqlValue called(const KqlToken& name) {
        cursor_.expect("(");
        auto result = deeper([&] {
            if (name.text == "dynamic") return list(name);
            return is_type(name.text) ? typed(name) : applied(name);
        });
        cursor_.expect(")");
        return result;
    }

    static bool is_type(std::string_view name) {
        constexpr std::array<std::string_view, 6> types{"int",    "long",    "real",
                                                        "double", "decimal", "bool"};
        return std::find(types.begin(), types.end(), name) != types.end();
    }

    /// int(80), bool(true), long(null)
    KqlValue typed(const KqlToken& name) {
        if (cursor_.take("null")) return {KqlScalar{KqlNull{}}, name.place};
        const auto value = primary();
        const bool is_truth = scalar_of<bool>(value) != nullptr;
        const bool is_number =
            scalar_of<std::int64_t>(value) != nullptr || scalar_of<double>(value) != nullptr;
        if (name.text == "bool" ? !is_truth : !is_number)
            throw Refusal{value.place, name.text + "() stands around " + told(value),
                          name.text == "bool" ? "as in bool(true)" : "as in int(80), or int(null)"};
        return {value.is, name.place};
    }

    /// dynamic(["a", "b"])
    KqlValue list(const KqlToken& name) {
        if (!cursor_.look().is("["))
            throw Refusal{cursor_.place(), "of dynamic() pipehound reads lists alone",
                          "as in: dynamic([\"a\", \"b\"])"};
        cursor_.take();
        KqlList items;
        do {
            if (cursor_.look().is("]")) break;
            const auto item = primary();
            const auto* const scalar = std::get_if<KqlScalar>(&item.is);
            if (scalar == nullptr)
                throw Refusal{item.place, told(item) + " stands in a list",
                              "texts and numbers that are written out may"};
            items.push_back(*scalar);
        } while (cursor_.take(","));
        cursor_.expect("]");
        return {std::move(items), name.place};
    }

    KqlValue applied(const KqlToken& name) {
        const std::string_view written = name.text;
        if (written == "now" && cursor_.look().is(")"))
            return {KqlScalar{from_now(0, name.place)}, name.place};
        if (std::none_of(functions.begin(), functions.end(),
                         [&](const auto& known) { return known.written == written; }))
            refuse_function(name);
        const auto value = disjunction();
        if (written == "not") return {not_of(condition_of(value)), name.place};
        if (written == "ago" || written == "now") {
            const auto span = span_in(name, value).milliseconds;
            return {KqlScalar{from_now(written == "now" ? span : -span, value.place)}, name.place};
        }
        if (written == "todatetime") return {KqlScalar{as_datetime(name, value)}, name.place};
        if (written == "tolower") return fold(name, value, KqlColumn::Fold::lower);
        if (written == "toupper") return fold(name, value, KqlColumn::Fold::upper);
        if (written == "tostring") return converted(name, value, AsimColumnType::text);
        if (written == "toint" || written == "tolong")
            return converted(name, value, AsimColumnType::number);
        return presence(name, value);
    }

    [[nodiscard]] KqlTime from_now(std::int64_t milliseconds, Place place) const {
        return {shifted(scope_.now.time_since_epoch().count(), milliseconds, place)};
    }

    static KqlSpan span_in(const KqlToken& name, const KqlValue& value) {
        if (const auto* const span = scalar_of<KqlSpan>(value)) return *span;
        throw Refusal{value.place, name.text + "() takes a span of time, not " + told(value),
                      "as in " + name.text + (name.text == "ago" ? "(7d)" : "(-7d)")};
    }

    static KqlTime as_datetime(const KqlToken& name, const KqlValue& value) {
        if (const auto* const time = scalar_of<KqlTime>(value)) return *time;
        return kql_datetime(text_in(name, value), value.place);
    }

    static const std::string& text_in(const KqlToken& name, const KqlValue& value) {
        if (const auto* const text = scalar_of<std::string>(value)) return *text;
        throw Refusal{value.place, name.text + "() takes a text here, not " + told(value)};
    }

    static const KqlColumn& column_in(const KqlToken& name, const KqlValue& value) {
        if (const auto* const column = std::get_if<KqlColumn>(&value.is)) return *column;
        throw Refusal{value.place, name.text + "() takes a column here, not " + told(value)};
    }

    static KqlValue fold(const KqlToken& name, const KqlValue& value, KqlColumn::Fold fold) {
        if (!std::holds_alternative<KqlColumn>(value.is)) {
            const auto& text = text_in(name, value);
            const bool lower = fold == KqlColumn::Fold::lower;
            return {KqlScalar{lower ? event::folded(text) : event::upper(text)}, name.place};
        }
        auto column = column_in(name, value);
        if (column.type != AsimColumnType::text)
            throw Refusal{value.place,
                          name.text + "() takes a text, and " + column.name + " is none"};
        column.fold = fold;
        return {std::move(column), name.place};
    }

    static KqlValue converted(const KqlToken& name, const KqlValue& value, AsimColumnType type) {
        auto column = column_in(name, value);
        if (column.type == AsimColumnType::time)
            throw Refusal{value.place, name.text + "() does not take the datetime " + column.name,
                          "compare it with datetime(...)"};
        if (column.type == AsimColumnType::text && type == AsimColumnType::number)
            column.read_as_number = true;
        column.type = type;
        return {std::move(column), name.place};
    }

    static KqlValue presence(const KqlToken& name, const KqlValue& value) {
        const auto& column = column_in(name, value);
        const bool is_null = name.text.ends_with("null");
        auto absent =
            is_null ? kql_is_null(column, value.place) : kql_is_empty(column, value.place);
        const bool negated = name.text.find("not") != std::string::npos;
        return {negated ? not_of(std::move(absent)) : std::move(absent), name.place};
    }

    /// A time and a span, or two spans.
    static KqlValue moved(const KqlValue& left, const KqlValue& right, bool minus) {
        const auto* const span = scalar_of<KqlSpan>(right);
        const auto* const time = scalar_of<KqlTime>(left);
        const auto* const other = scalar_of<KqlSpan>(left);
        if (span == nullptr || (time == nullptr && other == nullptr))
            throw Refusal{right.place,
                          "pipehound computes with times alone, not with " + told(left) + " and " +
                              told(right),
                          "as in datetime(2026-11-20) + 1d"};
        const auto by = minus ? -span->milliseconds : span->milliseconds;
        if (time != nullptr)
            return {KqlScalar{KqlTime{shifted(time->milliseconds, by, right.place)}}, left.place};
        return {KqlScalar{KqlSpan{shifted(other->milliseconds, by, right.place)}}, left.place};
    }

    KqlCursor& cursor_;
    const KqlScope& scope_;
    int depth_ = 0;
};

std::vector<std::string> columns_of(event::Naming schema) {
    std::vector<std::string> names;
    for (const auto& field : event::fields())
        if (const auto name = field.name(schema); !name.empty()) names.emplace_back(name);
    return names;
}

/// How the names of columns end that none of the three schemas can have filled from audit records:
/// contents of files and packets, and what Windows alone knows.
constexpr std::array<std::string_view, 21> untold{"MD5",
                                                  "SHA1",
                                                  "SHA256",
                                                  "SHA512",
                                                  "IMPHASH",
                                                  "Hash",
                                                  "HashType",
                                                  "Bytes",
                                                  "Packets",
                                                  "FileSize",
                                                  "FileCompany",
                                                  "FileProduct",
                                                  "FileVersion",
                                                  "FileDescription",
                                                  "FileInternalName",
                                                  "MacAddr",
                                                  "IntegrityLevel",
                                                  "TokenElevation",
                                                  "NetworkDuration",
                                                  "DnsDomain",
                                                  "InjectedAddress"};

bool is_untold(std::string_view name) {
    return std::any_of(untold.begin(), untold.end(),
                       [name](std::string_view end) { return name.ends_with(end); });
}

std::string column_hint(event::Naming schema, std::string_view name) {
    if (const auto near = event::nearest_word(name, columns_of(schema)))
        return "did you mean " + *near + '?';
    for (const auto other : event::asim_namings)
        if (event::field(other, name))
            return "it is a column of " + std::string{event::asim_schema(other).name};
    return "pipehound events --fields asim shows the columns; text stands in quotes";
}

}  // namespace

ConditionPtr kql_condition(KqlCursor& cursor, const KqlScope& scope) {
    return condition_of(Parser{cursor, scope}.disjunction());
}

KqlValue kql_constant(KqlCursor& cursor, const KqlScope& scope) {
    auto value = Parser{cursor, scope}.sum();
    const bool constant =
        std::holds_alternative<KqlScalar>(value.is) || std::holds_alternative<KqlList>(value.is);
    if (!constant)
        throw Refusal{value.place, "a value is expected here, not " + told(value),
                      "a text, a number, datetime(...), or dynamic([\"a\", \"b\"])"};
    return value;
}

KqlColumn kql_column(const KqlScope& scope, std::string_view name, Place place) {
    if (!scope.schema)
        throw Refusal{place, std::string{name} + " is no value", "text stands in quotes"};
    if (auto column = find_column(scope, name)) return *std::move(column);
    if (is_untold(name))
        throw KqlUntold{place, "audit does not tell the column " + std::string{name}};
    throw Refusal{place,
                  "pipehound knows no column " + std::string{name} + " of ASIM's " +
                      std::string{event::asim_schema(*scope.schema).name},
                  column_hint(*scope.schema, name)};
}

std::span<const KqlFunction> kql_functions() noexcept { return functions; }

}  // namespace pipehound::rule
