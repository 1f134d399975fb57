// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_detection.hpp"

#include <algorithm>

#include "rule/sigma_condition.hpp"
#include "rule/sigma_selection.hpp"

namespace pipehound::rule {

namespace {

/// A quoted scalar's text begins behind its quote.
Place text_place(const yaml::Node& node) {
    auto place = node.place();
    if (!node.is_plain() && place.column > 0) ++place.column;
    return place;
}

}  // namespace

ConditionPtr read_detection(const yaml::Node& map, std::string_view what,
                            const std::vector<std::string_view>& apart) {
    Selections selections;
    for (const auto& entry : yaml::entries(map, what))
        if (std::find(apart.begin(), apart.end(), entry.key) == apart.end())
            selections.emplace_back(entry.key, read_selection(entry.key, entry.value));
    const auto written = yaml::find(map, "condition");
    if (!written)
        throw Refusal{map.place(), std::string{what} + " has no condition",
                      "say how the search identifiers combine, as in: condition: selection"};
    std::vector<ConditionPtr> conditions;
    for (const auto& node : yaml::list(*written))
        conditions.push_back(
            parse_sigma_condition(yaml::scalar(node, "a condition"), text_place(node), selections));
    if (conditions.empty()) throw Refusal{written->place(), "the list of conditions is empty"};
    return any_of(std::move(conditions));
}

}  // namespace pipehound::rule
