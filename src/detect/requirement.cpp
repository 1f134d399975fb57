// SPDX-License-Identifier: Apache-2.0
#include "detect/requirement.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "detect/field_worth.hpp"
#include "detect/regex.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using rule::Condition;
using rule::Pattern;
using Values = std::vector<std::string>;

constexpr std::size_t shortest_literal = 2;  // frame included

/// Has the text one spelling alone, but for the case of ASCII letters? Letters beyond ASCII have
/// several and, where these ignore case, so have two of ASCII: U+017F folds to s, U+212A to k.
bool has_one_spelling(std::string_view text, bool beyond_ascii) {
    return is_ascii(text) &&
           (!beyond_ascii || text.find_first_of("sSkK") == std::string_view::npos);
}

/// The longest literal piece in its frame.
std::string longest_literal(const Pattern& pattern) {
    std::string longest;
    const auto& pieces = pattern.pieces();
    const bool beyond_ascii = !std::all_of(pieces.begin(), pieces.end(),
                                           [](const auto& piece) { return is_ascii(piece.text); });
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].kind != Pattern::Kind::literal ||
            !has_one_spelling(pieces[i].text, beyond_ascii))
            continue;
        auto text = event::folded(pieces[i].text);
        if (i == 0) text.insert(text.begin(), '\0');
        if (i + 1 == pieces.size()) text.push_back('\0');
        if (text.size() > longest.size()) longest = std::move(text);
    }
    return longest;
}

Requirements requirements_of(const Condition& condition, const KnownField& known);

/// Of a field that is known the test is decided, where it is one of a plain text.
Requirements of_known(const rule::TextTest& test, const KnownField& known) {
    if (!test.pattern.is_literal() || event::folded(test.pattern.literal()) == known.value)
        return {};
    return {Alternatives{}};
}

Requirements requirements_of(const std::string& field, const rule::RegexTest& test) {
    Alternatives alternatives;
    for (auto& literal : literals_of(test)) alternatives.push_back({field, std::move(literal)});
    if (alternatives.empty()) return {};
    return {std::move(alternatives)};
}

Requirements requirements_of(const rule::Predicate& predicate, const KnownField& known) {
    if (predicate.computed || predicate.part != rule::DatePart::none) return {};
    if (const auto* const regex = std::get_if<rule::RegexTest>(&predicate.test))
        return requirements_of(predicate.field, *regex);
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (test == nullptr) return {};
    if (!known.name.empty() && predicate.field == known.name) return of_known(*test, known);
    auto text = longest_literal(test->pattern);
    if (text.size() < shortest_literal) return {};
    return {Alternatives{{predicate.field, std::move(text)}}};
}

/// The longer the shortest of its texts, the fewer events does it let through. Keywords are looked
/// for everywhere and come last; names of calls and of what became of a path are long and frequent.
auto worth(const Alternatives& alternatives) {
    std::size_t shortest = 8;  // beyond that length all are rare
    int kind = 3;
    for (const auto& literal : alternatives) {
        shortest = std::min(shortest, literal.text.size());
        if (literal.field == "SYSCALL" || literal.field == "nametype") kind = std::min(kind, 2);
        if (literal.field.empty()) kind = 1;
    }
    if (alternatives.empty()) kind = 4;  // never: nothing is better
    return std::pair{kind, shortest};
}

/// Does that hold of the field of any?
template <typename Is>
auto any_field(Is is) {
    return [is](const Alternatives& alternatives) {
        return std::any_of(alternatives.begin(), alternatives.end(),
                           [is](const auto& literal) { return is(literal.field); });
    };
}

template <typename Is>
void erase_where_others_stand(Requirements& requirements, Is is) {
    if (!std::all_of(requirements.begin(), requirements.end(), is)) std::erase_if(requirements, is);
}

/// The two most telling, and the most telling of a relative: that is dear to ask for, and asked for
/// last. What says little only where there is nothing else.
Requirements requirements_of(const rule::All& all, const KnownField& known) {
    constexpr std::ptrdiff_t most = 2;
    Requirements together;
    for (const auto& part : all.parts)
        for (auto& alternatives : requirements_of(*part, known))
            together.push_back(std::move(alternatives));
    std::stable_sort(together.begin(), together.end(), [](const auto& left, const auto& right) {
        return worth(left) > worth(right);
    });
    erase_where_others_stand(together, any_field(is_common));
    const auto dear = std::stable_partition(together.begin(), together.end(),
                                            std::not_fn(any_field(is_of_relative)));
    const auto own = std::min(most, dear - together.begin());
    const auto of_relatives = std::min(own == 0 ? most : 1, together.end() - dear);
    together.erase(dear + of_relatives, together.end());
    together.erase(together.begin() + own, dear);
    return together;
}

/// Each part gives its best.
Requirements requirements_of(const rule::Any& any, const KnownField& known) {
    Alternatives together;
    for (const auto& part : any.parts) {
        auto requirements = requirements_of(*part, known);
        if (requirements.empty()) return {};
        auto& best = requirements.front();
        std::move(best.begin(), best.end(), std::back_inserter(together));
    }
    return {std::move(together)};
}

Requirements requirements_of(const rule::Not&, const KnownField&) { return {}; }
Requirements requirements_of(const rule::IsUnknown&, const KnownField&) { return {}; }

std::optional<Values> values_of(const rule::Predicate& predicate, std::string_view field) {
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (predicate.field != field || predicate.computed || test == nullptr ||
        !test->pattern.is_literal() || !is_ascii(test->pattern.literal()))
        return std::nullopt;
    return Values{event::folded(test->pattern.literal())};
}

std::optional<Values> values_of(const rule::All& all, std::string_view field) {
    std::optional<Values> least;
    for (const auto& part : all.parts)
        if (auto values = required_values(*part, field); values)
            if (!least || values->size() < least->size()) least = std::move(values);
    return least;
}

std::optional<Values> values_of(const rule::Any& any, std::string_view field) {
    Values together;
    for (const auto& part : any.parts) {
        auto values = required_values(*part, field);
        if (!values) return std::nullopt;
        std::move(values->begin(), values->end(), std::back_inserter(together));
    }
    return together;
}

std::optional<Values> values_of(const rule::Not&, std::string_view) { return std::nullopt; }
std::optional<Values> values_of(const rule::IsUnknown&, std::string_view) { return std::nullopt; }

}  // namespace

namespace {

constexpr std::size_t most_cases = 32;

bool is_never(const Requirements& requirements) {
    return std::any_of(requirements.begin(), requirements.end(),
                       [](const auto& alternatives) { return alternatives.empty(); });
}

Requirements requirements_of(const Condition& condition, const KnownField& known) {
    return std::visit([&known](const auto& is) { return requirements_of(is, known); },
                      condition.is);
}

}  // namespace

std::vector<Requirements> required_literals(const Condition& condition, const KnownField& known) {
    const auto* const any = std::get_if<rule::Any>(&condition.is);
    std::vector<Requirements> cases;
    if (any != nullptr && any->parts.size() <= most_cases)
        for (const auto& part : any->parts) cases.push_back(requirements_of(*part, known));
    else
        cases.push_back(requirements_of(condition, known));
    std::erase_if(cases, is_never);
    return cases;
}

std::optional<Values> required_values(const Condition& condition, std::string_view field) {
    return std::visit([field](const auto& is) { return values_of(is, field); }, condition.is);
}

}  // namespace pipehound::detect
