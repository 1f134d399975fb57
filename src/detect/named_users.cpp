// SPDX-License-Identifier: Apache-2.0
#include "detect/named_users.hpp"

#include "event/fields.hpp"
#include "rule/each_predicate.hpp"

namespace pipehound::detect {

namespace {

using Names = std::set<std::string>;

bool tells_user(const std::string& name) {
    const auto in_rules = event::field_in_rules(name);
    const auto id = in_rules ? in_rules : event::asim_field(name, {});
    return id && event::fields()[event::number(*id)].uid != nullptr;
}

void collect(const rule::Condition& condition, Names& names) {
    rule::each_predicate(condition, [&](const rule::Predicate& predicate) {
        const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
        if (test != nullptr && test->pattern.is_literal() && tells_user(predicate.field))
            names.emplace(test->pattern.literal());
    });
}

}  // namespace

std::set<std::string> named_users(const rule::Documents& documents) {
    Names names;
    for (const auto& detection : documents.detections) collect(*detection.condition, names);
    for (const auto& filter : documents.filters) collect(*filter.condition, names);
    return names;
}

}  // namespace pipehound::detect
