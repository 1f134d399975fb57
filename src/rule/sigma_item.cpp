// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_item.hpp"

#include "event/text.hpp"
#include "rule/sigma_modifiers.hpp"

namespace pipehound::rule {

namespace {

/// Cuts the next part off `key`, at a `|`.
std::string take_part(std::string& key) {
    const auto bar = key.find('|');
    auto part = key.substr(0, bar);
    key.erase(0, bar == std::string::npos ? key.size() : bar + 1);
    return part;
}

std::vector<SigmaValue> read_values(const std::string& key, const yaml::Node& node) {
    std::vector<SigmaValue> values;
    for (const auto& item : yaml::list(node)) values.push_back(SigmaValue::read(item));
    if (values.empty())
        throw Refusal{node.place(), "the list of " + key + " is empty",
                      "give values, or null for a field that is absent"};
    return values;
}

FieldTest::Relation relation(const SigmaItem& item) {
    if (item.starts && item.ends) return FieldTest::Relation::contains;
    if (item.starts) return FieldTest::Relation::starts_with;
    if (item.ends) return FieldTest::Relation::ends_with;
    return FieldTest::Relation::equals;
}

double need_number(const SigmaValue& value) {
    if (const auto number = value.number()) return *number;
    throw Refusal{value.place, '"' + value.written + "\" is not a number",
                  "this modifier compares numbers"};
}

Test regex_test(const SigmaItem& item, const SigmaValue& value) {
    auto test = item.regex;
    test.expression = value.written;
    return test;
}

Test existence_test(const SigmaValue& value) {
    if (const auto exists = yaml::boolean(value.written)) return ExistsTest{*exists};
    throw Refusal{value.place, "exists wants true or false, not \"" + value.written + '"'};
}

bool is_text(const SigmaItem& item, const SigmaValue& value) {
    return value.kind == SigmaValue::Kind::text && item.as == SigmaItem::As::text &&
           item.part == DatePart::none;
}

/// Keywords may stand anywhere.
Test text_test(const SigmaItem& item, const Pattern& form) {
    return TextTest{item.field.empty() ? form.after_any().before_any() : form, item.cased};
}

Test other_test(const SigmaItem& item, const SigmaValue& value) {
    if (value.kind == SigmaValue::Kind::null) return NullTest{};
    switch (item.as) {
        case SigmaItem::As::text:
            return NumberTest{Order::equal, need_number(value)};  // of a part of a date
        case SigmaItem::As::regex:
            return regex_test(item, value);
        case SigmaItem::As::number:
            return NumberTest{item.order, need_number(value)};
        case SigmaItem::As::network:
            return NetworkTest{value.written};
        case SigmaItem::As::existence:
            return existence_test(value);
        case SigmaItem::As::field:
            return FieldTest{value.written, relation(item), item.cased};
    }
    return NullTest{};
}

}  // namespace

SigmaItem read_item(const std::string& key, Place place, const yaml::Node& values) {
    auto rest = key;
    SigmaItem item;
    item.field = take_part(rest);
    item.place = place;
    item.values = read_values(key, values);
    while (!rest.empty()) apply_modifier(take_part(rest), item);
    if (key.ends_with('|')) throw Refusal{place, "a modifier is missing behind | in " + key};
    return item;
}

ConditionPtr condition_of(const SigmaItem& item) {
    std::vector<ConditionPtr> tests;
    for (const auto& value : item.values) {
        const auto asks = [&](Test test) {
            return make({item.field, item.part, std::move(test), value.place});
        };
        std::vector<ConditionPtr> forms;
        if (is_text(item, value))
            for (const auto& form : value.forms) forms.push_back(asks(text_test(item, form)));
        else
            forms.push_back(asks(other_test(item, value)));
        tests.push_back(any_of(std::move(forms)));
    }
    auto condition = item.all ? all_of(std::move(tests)) : any_of(std::move(tests));
    return item.differs ? not_of(std::move(condition)) : condition;
}

}  // namespace pipehound::rule
