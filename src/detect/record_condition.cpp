// SPDX-License-Identifier: Apache-2.0
#include "detect/record_condition.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using rule::ConditionPtr;

/// A field of numbers, the signs that these are written in, and whether they are users' or groups'.
struct Numbered {
    std::string_view field;
    std::string_view digits;
    bool is_id;
};

constexpr std::string_view decimal = "0123456789";
constexpr Numbered id(std::string_view field) { return {field, decimal, true}; }

constexpr std::array numbered{
    Numbered{"syscall", decimal, false},
    Numbered{"arch", "0123456789abcdefABCDEF", false},
    id("auid"),
    id("uid"),
    id("gid"),
    id("euid"),
    id("suid"),
    id("fsuid"),
    id("egid"),
    id("sgid"),
    id("fsgid"),
    id("ouid"),
    id("ogid"),
    id("oauid"),
    id("old-auid"),
};

/// Numbers that names and other spellings stand for.
struct Meant {
    std::string_view written;
    std::string_view number;
};
constexpr std::array ids{Meant{"root", "0"}, Meant{"unset", "4294967295"},
                         Meant{"-1", "4294967295"}};

const Numbered* numbered_field(std::string_view field) {
    const auto* const found = std::find_if(numbered.begin(), numbered.end(),
                                           [&](const auto& known) { return known.field == field; });
    return found == numbered.end() ? nullptr : found;
}

bool names(const rule::Pattern& pattern, const Numbered& field) {
    const auto& pieces = pattern.pieces();
    return std::any_of(pieces.begin(), pieces.end(), [&](const auto& piece) {
        return piece.text.find_first_not_of(field.digits) != std::string::npos;
    });
}

ConditionPtr asked(rule::Predicate predicate, std::string field, rule::TextTest test) {
    predicate.field = std::move(field);
    predicate.test = std::move(test);
    return make(std::move(predicate));
}

ConditionPtr meant(const rule::Predicate& predicate, const ConditionPtr& whole) {
    const auto* const field = numbered_field(predicate.field);
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (field == nullptr || test == nullptr || !names(test->pattern, *field)) return whole;
    auto by_name = asked(predicate, event::upper(predicate.field), *test);
    if (!field->is_id || !test->pattern.is_literal()) return by_name;
    const auto written = event::folded(test->pattern.literal());
    for (const auto& [word, number] : ids)
        if (written == word)
            return rule::any_of({std::move(by_name), asked(predicate, predicate.field,
                                                           {rule::Pattern{std::string{number}}})});
    return by_name;
}

std::vector<ConditionPtr> meant(const std::vector<ConditionPtr>& parts) {
    std::vector<ConditionPtr> asked;
    for (const auto& part : parts) asked.push_back(record_condition(part));
    return asked;
}

struct Meaning {
    const ConditionPtr& whole;

    ConditionPtr operator()(const rule::Predicate& predicate) const {
        return meant(predicate, whole);
    }
    ConditionPtr operator()(const rule::All& all) const { return all_of(meant(all.parts)); }
    ConditionPtr operator()(const rule::Any& any) const { return any_of(meant(any.parts)); }
    ConditionPtr operator()(const rule::Not& opposite) const {
        return not_of(record_condition(opposite.part));
    }
    ConditionPtr operator()(const rule::IsUnknown& open) const {
        return is_unknown(record_condition(open.part));
    }
};

}  // namespace

ConditionPtr record_condition(const ConditionPtr& condition) {
    return std::visit(Meaning{condition}, condition->is);
}

}  // namespace pipehound::detect
