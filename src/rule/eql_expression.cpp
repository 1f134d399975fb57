// SPDX-License-Identifier: Apache-2.0
// A descent over tokens, one function for each strength of binding. What it reads may turn out a
// value or a condition (a parenthesis may hold either), so all functions give an EqlValue.
#include "rule/eql_expression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "event/text.hpp"
#include "rule/eql_comparison.hpp"
#include "rule/eql_function.hpp"

namespace pipehound::rule {

namespace {

bool is_keyword(const EqlToken& token) {
    return token.kind == EqlToken::Kind::word && is_eql_keyword(token.text);
}

bool is_name(const EqlToken& token) {
    return token.kind == EqlToken::Kind::word || token.kind == EqlToken::Kind::quoted;
}

bool is_one_of(const EqlToken& token, std::string_view signs) {
    return token.kind == EqlToken::Kind::sign && token.text.size() == 1 &&
           signs.find(token.text) != std::string_view::npos;
}

bool is_comparison(const EqlToken& token) {
    constexpr std::array<std::string_view, 6> signs{"==", "!=", "<", "<=", ">", ">="};
    return token.kind == EqlToken::Kind::sign &&
           std::find(signs.begin(), signs.end(), token.text) != signs.end();
}

Literal number_of(const EqlToken& token) {
    const auto* const begin = token.text.data();
    std::int64_t whole = 0;
    if (token.kind == EqlToken::Kind::integer &&
        std::from_chars(begin, begin + token.text.size(), whole).ec == std::errc{})
        return whole;
    double broken = 0;
    if (token.kind == EqlToken::Kind::decimal &&
        std::from_chars(begin, begin + token.text.size(), broken).ec == std::errc{})
        return broken;
    throw Refusal{token.place, "the number " + told(token) + " is too large or too small"};
}

/// Behind a point keywords are names, too.
std::string part_of_name(EqlCursor& tokens) {
    const auto& token = tokens.look();
    if (!is_name(token)) tokens.refuse("the name of a field is missing before");
    if (token.kind == EqlToken::Kind::word && token.text.ends_with('~'))
        tokens.refuse_next("a ~ stands behind in, like, regex and functions");
    return tokens.take().text;
}

class Parser {
public:
    explicit Parser(EqlCursor& tokens) : tokens_{tokens} {}

    EqlValue parse_or() {
        auto first = parse_and();
        if (!tokens_.look().is("or")) return first;
        const auto place = first.place;
        std::vector<ConditionPtr> parts{condition_of(first)};
        while (tokens_.take("or")) parts.push_back(condition_of(parse_and()));
        return {any_of(std::move(parts)), place};
    }

private:
    EqlValue parse_and() {
        auto first = parse_not();
        if (!tokens_.look().is("and")) return first;
        const auto place = first.place;
        std::vector<ConditionPtr> parts{condition_of(first)};
        while (tokens_.take("and")) parts.push_back(condition_of(parse_not()));
        return {all_of(std::move(parts)), place};
    }

    EqlValue parse_not() {
        const auto place = tokens_.place();
        if (!tokens_.take("not")) return parse_comparison();
        enter();
        auto condition = not_of(condition_of(parse_not()));
        --depth_;
        return {std::move(condition), place};
    }

    EqlValue parse_comparison() {
        auto left = parse_sum();
        const auto place = left.place;
        const auto& next = tokens_.look();
        if (next.is("=")) tokens_.refuse_next("values are compared with ==");
        if (is_comparison(next)) {
            const auto sign = tokens_.take();
            return {eql_comparison(left, sign, parse_sum()), place};
        }
        const bool negated = next.is("not") && is_eql_lookup(tokens_.look(1));
        if (negated) take_not();
        if (!is_eql_lookup(tokens_.look())) return left;
        const auto word = tokens_.take();
        auto condition = eql_lookup(left, word, parse_candidates(word));
        return {negated ? not_of(std::move(condition)) : std::move(condition), place};
    }

    /// `field not in (...)`: no other lookup has its not there.
    void take_not() {
        if (!tokens_.look(1).is("in") && !tokens_.look(1).is("in~"))
            tokens_.refuse_next("write not before the field");
        tokens_.take();
    }

    std::vector<EqlValue> parse_candidates(const EqlToken& word) {
        const bool wants_list = word.is("in") || word.is("in~");
        if (!tokens_.take("(")) {
            if (wants_list) tokens_.refuse("a list is wanted before", "as in: in (\"a\", \"b\")");
            return {parse_sum()};
        }
        auto candidates = parse_list();
        if (candidates.empty()) throw Refusal{word.place, "the list is empty", "give it a value"};
        return candidates;
    }

    /// What stands between parentheses, the first of which is taken.
    std::vector<EqlValue> parse_list() {
        std::vector<EqlValue> values;
        enter();
        if (!tokens_.take(")")) {
            do values.push_back(parse_or());
            while (tokens_.take(","));
            tokens_.expect(")");
        }
        --depth_;
        return values;
    }

    EqlValue parse_sum() {
        auto left = parse_product();
        while (is_one_of(tokens_.look(), "+-")) {
            const auto sign = tokens_.take();
            left = eql_arithmetic(sign, std::move(left), parse_product());
        }
        return left;
    }

    EqlValue parse_product() {
        auto left = parse_signed();
        while (is_one_of(tokens_.look(), "*/%")) {
            const auto sign = tokens_.take();
            left = eql_arithmetic(sign, std::move(left), parse_signed());
        }
        return left;
    }

    EqlValue parse_signed() {
        if (!is_one_of(tokens_.look(), "+-")) return parse_primary();
        const auto sign = tokens_.take();
        enter();
        auto value =
            eql_arithmetic(sign, eql_constant(std::int64_t{0}, sign.place), parse_signed());
        --depth_;
        return value;
    }

    EqlValue parse_primary() {
        const auto& token = tokens_.look();
        if (++nodes_ > most_eql_nodes)
            throw Refusal{token.place, "the condition is too large",
                          "at most " + std::to_string(most_eql_nodes) + " values are read"};
        switch (token.kind) {
            case EqlToken::Kind::string:
                return constant(Literal{token.text});
            case EqlToken::Kind::integer:
            case EqlToken::Kind::decimal:
                return constant(number_of(token));
            case EqlToken::Kind::word:
            case EqlToken::Kind::quoted:
                return parse_word();
            case EqlToken::Kind::sign:
            case EqlToken::Kind::end:
                break;
        }
        return parse_sign();
    }

    EqlValue constant(Literal literal) {
        return eql_constant(std::move(literal), tokens_.take().place);
    }

    EqlValue parse_word() {
        const auto& token = tokens_.look();
        if (token.is("true") || token.is("false")) return constant(Literal{token.is("true")});
        if (token.is("null")) return constant(Literal{});
        if (tokens_.look(1).is("of"))
            tokens_.refuse_next("what is told of parents stands in process.parent fields");
        if (tokens_.look(1).is("(") && !is_keyword(token)) return parse_call();
        return parse_field();
    }

    EqlValue parse_call() {
        const auto name = tokens_.take();
        tokens_.take("(");
        return eql_call(name, parse_list());
    }

    EqlValue parse_field() {
        const auto place = tokens_.place();
        return eql_field(parse_eql_field(tokens_), place);
    }

    EqlValue parse_sign() {
        if (tokens_.look().is("?")) return parse_field();
        if (tokens_.look().is("!")) tokens_.refuse_next("write not");
        if (!tokens_.take("(")) tokens_.refuse("a field or a value is missing before");
        enter();
        auto value = parse_or();
        tokens_.expect(")");
        --depth_;
        return value;
    }

    void enter() {
        if (++depth_ > deepest_eql)
            throw Refusal{tokens_.place(), "the condition is nested too deep",
                          "at most " + std::to_string(deepest_eql) + " levels are read"};
    }

    EqlCursor& tokens_;
    int depth_ = 0;
    std::size_t nodes_ = 0;
};

}  // namespace

ConditionPtr parse_eql_condition(EqlCursor& tokens) {
    return condition_of(Parser{tokens}.parse_or());
}

FieldValue parse_eql_field(EqlCursor& tokens) {
    FieldValue field;
    field.optional = tokens.take("?");
    if (is_keyword(tokens.look())) tokens.refuse_next("a field of this name stands in backticks");
    field.name = part_of_name(tokens);
    while (tokens.take(".")) field.name += '.' + part_of_name(tokens);
    if (tokens.look().is("[") && tokens.look(1).kind == EqlToken::Kind::integer)
        tokens.refuse_next("EQL asks all values of a field, none by its number");
    return field;
}

}  // namespace pipehound::rule
