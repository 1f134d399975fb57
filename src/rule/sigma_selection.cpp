// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_selection.hpp"

#include "rule/sigma_item.hpp"

namespace pipehound::rule {

namespace {

ConditionPtr read_map(const std::string& name, const YAML::Node& map) {
    std::vector<ConditionPtr> parts;
    for (const auto& entry : yaml::entries(map, name))
        parts.push_back(condition_of(read_item(entry.key, entry.place, entry.value)));
    if (parts.empty()) throw Refusal{yaml::place(map), name + " is empty", "give it a field"};
    return all_of(std::move(parts));
}

/// A list may mix maps and keywords; each is an alternative.
ConditionPtr read_list(const std::string& name, const YAML::Node& list) {
    std::vector<ConditionPtr> parts;
    for (const auto& item : list)
        parts.push_back(item.IsMap() ? read_map(name, item)
                                     : condition_of(read_item("", yaml::place(item), item)));
    if (parts.empty()) throw Refusal{yaml::place(list), name + " is empty", "give it a value"};
    return any_of(std::move(parts));
}

}  // namespace

ConditionPtr read_selection(const std::string& name, const YAML::Node& node) {
    if (node.IsMap()) return read_map(name, node);
    if (node.IsSequence()) return read_list(name, node);
    if (node.IsScalar()) return condition_of(read_item("", yaml::place(node), node));
    throw Refusal{yaml::place(node), name + " is empty", "give it a field and a value"};
}

}  // namespace pipehound::rule
