// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_correlation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <sstream>

#include "event/nearest_word.hpp"
#include "event/text.hpp"

namespace pipehound::rule {

namespace {

using Type = Correlation::Type;

constexpr std::array<std::string_view, 8> type_names{"event_count",      "value_count", "temporal",
                                                     "temporal_ordered", "value_sum",   "value_avg",
                                                     "value_percentile", "value_median"};

struct BoundName {
    std::string_view name;
    Order order;
    bool differs = false;
};
constexpr std::array<BoundName, 6> bounds{{{"lt", Order::less},
                                           {"lte", Order::less_or_equal},
                                           {"gt", Order::greater},
                                           {"gte", Order::greater_or_equal},
                                           {"eq", Order::equal},
                                           {"neq", Order::equal, true}}};

constexpr std::array<std::string_view, 8> keys{"type",    "rules",     "group-by", "timespan",
                                               "aliases", "condition", "generate", "field"};

bool counts_values(Type type) { return type != Type::event_count && !is_temporal(type); }

Type read_type(const yaml::Node& map) {
    const auto node = yaml::need(map, "type");
    const auto word = yaml::scalar(node, "type");
    const auto* const found = std::find(type_names.begin(), type_names.end(), word);
    if (found != type_names.end()) return static_cast<Type>(found - type_names.begin());
    std::string known;
    for (const auto type : type_names) known.append(known.empty() ? "" : ", ").append(type);
    throw Refusal{node.place(), "unknown correlation type " + word, "one of " + known};
}

event::Duration read_timespan(const yaml::Node& map) {
    // A month and a year of the Gregorian calendar's mean length, as pySigma has them.
    constexpr std::array<std::pair<char, std::int64_t>, 7> units{{{'s', 1},
                                                                  {'m', 60},
                                                                  {'h', 3600},
                                                                  {'d', 86400},
                                                                  {'w', 604800},
                                                                  {'M', 2629746},
                                                                  {'y', 31556952}}};
    const auto node = yaml::need(map, "timespan");
    const auto text = yaml::scalar(node, "timespan");
    std::int64_t count = 0;
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, count);
    const auto* const unit = std::find_if(units.begin(), units.end(), [&](const auto& known) {
        return result.ptr + 1 == end && known.first == *result.ptr;
    });
    if (result.ec != std::errc{} || unit == units.end() || count < 1 || count > 100'000'000)
        throw Refusal{node.place(), "the timespan " + text + " is not understood",
                      "a whole number and s, m, h, d, w, M or y, as in 5m"};
    return std::chrono::seconds{count * unit->second};
}

double read_number(const yaml::Node& node, const std::string& key) {
    if (const auto number = event::to_number(yaml::scalar(node, key))) return *number;
    throw Refusal{node.place(), key + " must be a number"};
}

bool read_truth(const yaml::Node& node, const std::string& key) {
    if (const auto truth = yaml::boolean(node.text())) return *truth;
    throw Refusal{node.place(), key + " must be true or false"};
}

void read_bound(const yaml::Entry& entry, Correlation& correlation) {
    const auto* const bound = std::find_if(
        bounds.begin(), bounds.end(), [&](const auto& known) { return known.name == entry.key; });
    if (bound != bounds.end()) {
        correlation.bounds.push_back(
            {bound->order, read_number(entry.value, entry.key), bound->differs});
    } else if (entry.key == "field") {
        for (const auto& field : yaml::list(entry.value))
            correlation.fields.push_back(yaml::scalar(field, "field"));
    } else if (entry.key == "percentile") {
        correlation.percentile = read_number(entry.value, entry.key);
    } else {
        throw Refusal{entry.place, "unknown key " + entry.key + " in the condition",
                      "one of gt, gte, lt, lte, eq, neq, field, percentile"};
    }
}

/// One that asks for all rules, and for no fewer: what it comes to without any.
bool asks_for_all(const Correlation& correlation) {
    const auto fits = [&](std::size_t rules) {
        return std::all_of(
            correlation.bounds.begin(), correlation.bounds.end(),
            [rules](const auto& bound) { return bound.allows(static_cast<double>(rules)); });
    };
    for (std::size_t rules = 1; rules < correlation.rules.size(); ++rules)
        if (fits(rules)) return false;
    return fits(correlation.rules.size());
}

[[noreturn]] void refuse_rule_condition(const yaml::Node& node) {
    throw Refusal{node.place(), "the condition is not understood",
                  "rules by their names with and between them, or with or, as in: a and b; or how "
                  "many of them: {gte: 2}"};
}

/// `a and b`, `a or b`: the rules of a temporal correlation, all of them or any.
void read_rule_condition(const yaml::Node& node, Correlation& correlation) {
    std::istringstream text{yaml::scalar(node, "condition")};
    const std::vector<std::string> words{std::istream_iterator<std::string>{text}, {}};
    if (words.size() < 3 || words.size() % 2 == 0) refuse_rule_condition(node);
    const auto joint = event::folded(words[1]);
    if (joint != "and" && joint != "or") refuse_rule_condition(node);
    std::vector<std::string> named;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool fits = i % 2 == 0 ? words[i].find_first_of("()") == std::string::npos
                                     : event::folded(words[i]) == joint;
        if (!fits) refuse_rule_condition(node);
        if (i % 2 == 0) named.push_back(words[i]);
    }
    const auto is_named = [&](const auto& reference) {
        return std::find(named.begin(), named.end(), reference.rule) != named.end();
    };
    const auto& listed = correlation.rules;
    if (!listed.empty() &&
        (listed.size() != named.size() || !std::all_of(listed.begin(), listed.end(), is_named)))
        throw Refusal{node.place(), "the condition names other rules than the list of rules",
                      "name the same in both, or leave one of them out"};
    correlation.rules.clear();
    for (auto& name : named) correlation.rules.push_back({std::move(name), node.place()});
    if (joint == "or") correlation.bounds.push_back({Order::greater_or_equal, 1});
}

/// The condition of a temporal correlation, where it names rules.
std::optional<yaml::Node> rule_condition(const yaml::Node& map, Type type) {
    auto node = yaml::find(map, "condition");
    const bool names_rules = is_temporal(type) && node && node->kind() == yaml::Node::Kind::scalar;
    return names_rules ? node : std::nullopt;
}

void read_condition(const yaml::Node& map, Correlation& correlation) {
    const auto node = yaml::find(map, "condition");
    const auto of_rules = rule_condition(map, correlation.type);
    if (node && !of_rules && node->kind() == yaml::Node::Kind::scalar)
        throw Refusal{node->place(), "a correlation's condition is a map",
                      "as in: condition: {gte: 10}"};
    if (of_rules)
        read_rule_condition(*of_rules, correlation);
    else if (node)
        for (const auto& entry : yaml::entries(*node, "condition")) read_bound(entry, correlation);
    for (const auto& field : yaml::scalars(map, "field")) correlation.fields.push_back(field);
    if (correlation.type == Type::temporal_ordered && !correlation.bounds.empty() &&
        !asks_for_all(correlation))
        throw Refusal{node->place(), "temporal_ordered waits for all of its rules",
                      "leave the condition out"};
    if (correlation.bounds.empty() && !is_temporal(correlation.type))
        throw Refusal{map.place(),
                      std::string{name(correlation.type)} + " needs a condition with a bound",
                      "as in: condition: {gte: 10}"};
    if (correlation.fields.empty() && counts_values(correlation.type))
        throw Refusal{map.place(),
                      std::string{name(correlation.type)} + " needs the field whose values count",
                      "as in: condition: {field: User, gte: 4}"};
    if (correlation.percentile < 0 || correlation.percentile > 100)
        throw Refusal{map.place(), "percentile must be from 0 to 100"};
}

std::vector<Correlation::Alias> read_aliases(const yaml::Node& map) {
    std::vector<Correlation::Alias> aliases;
    const auto node = yaml::find(map, "aliases");
    if (!node) return aliases;
    for (const auto& alias : yaml::entries(*node, "aliases")) {
        aliases.push_back({alias.key, {}});
        for (const auto& field : yaml::entries(alias.value, "the alias " + alias.key))
            aliases.back().fields.emplace_back(field.key, yaml::scalar(field.value, field.key));
    }
    return aliases;
}

void refuse_unknown_keys(const yaml::Node& map) {
    for (const auto& entry : yaml::entries(map, "correlation")) {
        if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
        const auto meant = event::nearest_word(entry.key, {keys.begin(), keys.end()});
        throw Refusal{entry.place, "unknown key " + entry.key + " in correlation",
                      meant ? "did you mean " + *meant + '?' : "remove it"};
    }
}

void read_rules(const yaml::Node& map, Correlation& correlation) {
    for (const auto& node : yaml::list(yaml::need(map, "rules")))
        correlation.rules.push_back({yaml::scalar(node, "each of rules"), node.place()});
    if (correlation.rules.empty()) throw Refusal{map.place(), "the list of rules is empty"};
}

}  // namespace

std::string_view name(Correlation::Type type) noexcept {
    return type_names[static_cast<std::size_t>(type)];
}

Correlation read_correlation(const yaml::Node& document) {
    const auto map = yaml::need(document, "correlation");
    refuse_unknown_keys(map);
    Correlation correlation;
    correlation.type = read_type(map);
    const bool told_there = rule_condition(map, correlation.type).has_value();
    if (!told_there || yaml::find(map, "rules")) read_rules(map, correlation);
    correlation.group_by = yaml::scalars(map, "group-by");
    correlation.timespan = read_timespan(map);
    correlation.aliases = read_aliases(map);
    read_condition(map, correlation);
    for (const auto& holder : {map, document})
        if (const auto generate = yaml::find(holder, "generate"))
            correlation.generate = read_truth(*generate, "generate");
    return correlation;
}

}  // namespace pipehound::rule
