// SPDX-License-Identifier: Apache-2.0
#include "detect/named_users.hpp"

#include "event/fields.hpp"

namespace pipehound::detect {

namespace {

using Names = std::set<std::string>;

bool tells_user(const std::string& name) {
    const auto id = event::field_in_rules(name);
    return id && event::fields()[event::number(*id)].uid != nullptr;
}

void collect(const rule::Condition& condition, Names& names);

void collect(const rule::Predicate& predicate, Names& names) {
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    if (test != nullptr && test->pattern.is_literal() && tells_user(predicate.field))
        names.emplace(test->pattern.literal());
}
void collect(const rule::All& all, Names& names) {
    for (const auto& part : all.parts) collect(*part, names);
}
void collect(const rule::Any& any, Names& names) {
    for (const auto& part : any.parts) collect(*part, names);
}
void collect(const rule::Not& negation, Names& names) { collect(*negation.part, names); }
void collect(const rule::IsUnknown& asked, Names& names) { collect(*asked.part, names); }

void collect(const rule::Condition& condition, Names& names) {
    std::visit([&names](const auto& is) { collect(is, names); }, condition.is);
}

}  // namespace

std::set<std::string> named_users(const rule::Documents& documents) {
    Names names;
    for (const auto& detection : documents.detections) collect(*detection.condition, names);
    for (const auto& filter : documents.filters) collect(*filter.condition, names);
    return names;
}

}  // namespace pipehound::detect
