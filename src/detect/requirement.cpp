// SPDX-License-Identifier: Apache-2.0
#include "detect/requirement.hpp"

#include <algorithm>
#include <iterator>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using rule::Condition;
using rule::Pattern;
using Literals = std::vector<RequiredLiteral>;
using Values = std::vector<std::string>;

constexpr std::size_t shortest_literal = 3;  // frame included

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The longest literal piece in its frame. Letters beyond ASCII have other spellings.
std::string longest_literal(const Pattern& pattern) {
    std::string longest;
    const auto& pieces = pattern.pieces();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].kind != Pattern::Kind::literal || !is_ascii(pieces[i].text)) continue;
        auto text = event::folded(pieces[i].text);
        if (i == 0) text.insert(text.begin(), '\0');
        if (i + 1 == pieces.size()) text.push_back('\0');
        if (text.size() > longest.size()) longest = std::move(text);
    }
    return longest;
}

std::optional<Literals> literals_of(const rule::Predicate& predicate) {
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (test == nullptr || predicate.part != rule::DatePart::none) return std::nullopt;
    auto text = longest_literal(test->pattern);
    if (text.size() < shortest_literal) return std::nullopt;
    return Literals{{predicate.field, std::move(text)}};
}

/// The longer the shortest of its texts, the fewer events does it let through; keywords are looked
/// for everywhere and come last.
auto worth(const Literals& literals) {
    std::size_t shortest = SIZE_MAX;
    bool keywords = false;
    for (const auto& literal : literals) {
        shortest = std::min(shortest, literal.text.size());
        keywords = keywords || literal.field.empty();
    }
    return std::pair{keywords ? 0 : 1, std::min<std::size_t>(shortest, 8)};
}

bool better(const std::optional<Literals>& left, const std::optional<Literals>& right) {
    if (!left || !right) return left.has_value();
    return worth(*left) > worth(*right);
}

std::optional<Literals> literals_of(const rule::All& all) {
    std::optional<Literals> best;
    for (const auto& part : all.parts)
        if (auto literals = required_literals(*part); better(literals, best))
            best = std::move(literals);
    return best;
}

std::optional<Literals> literals_of(const rule::Any& any) {
    Literals together;
    for (const auto& part : any.parts) {
        auto literals = required_literals(*part);
        if (!literals) return std::nullopt;
        std::move(literals->begin(), literals->end(), std::back_inserter(together));
    }
    return together;
}

std::optional<Literals> literals_of(const rule::Not&) { return std::nullopt; }

std::optional<Values> values_of(const rule::Predicate& predicate, std::string_view field) {
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (predicate.field != field || test == nullptr || !test->pattern.is_literal())
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

}  // namespace

std::optional<Literals> required_literals(const Condition& condition) {
    return std::visit([](const auto& is) { return literals_of(is); }, condition.is);
}

std::optional<Values> required_values(const Condition& condition, std::string_view field) {
    return std::visit([field](const auto& is) { return values_of(is, field); }, condition.is);
}

}  // namespace pipehound::detect
