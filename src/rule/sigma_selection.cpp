// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_selection.hpp"

#include "rule/sigma_item.hpp"

namespace pipehound::rule {

namespace {

ConditionPtr read_map(const std::string& name, const yaml::Node& map) {
    std::vector<ConditionPtr> parts;
    for (const auto& entry : yaml::entries(map, name))
        parts.push_back(condition_of(read_item(entry.key, entry.place, entry.value)));
    if (parts.empty()) throw Refusal{map.place(), name + " is empty", "give it a field"};
    return all_of(std::move(parts));
}

/// A list may mix maps and keywords; each is an alternative.
ConditionPtr read_list(const std::string& name, const yaml::Node& list) {
    std::vector<ConditionPtr> parts;
    for (const auto& item : list.items())
        parts.push_back(item.kind() == yaml::Node::Kind::map
                            ? read_map(name, item)
                            : condition_of(read_item("", item.place(), item)));
    if (parts.empty()) throw Refusal{list.place(), name + " is empty", "give it a value"};
    return any_of(std::move(parts));
}

}  // namespace

ConditionPtr read_selection(const std::string& name, const yaml::Node& node) {
    switch (node.kind()) {
        case yaml::Node::Kind::map:
            return read_map(name, node);
        case yaml::Node::Kind::list:
            return read_list(name, node);
        case yaml::Node::Kind::scalar:
            return condition_of(read_item("", node.place(), node));
        case yaml::Node::Kind::null:
            break;
    }
    throw Refusal{node.place(), name + " is empty", "give it a field and a value"};
}

}  // namespace pipehound::rule
