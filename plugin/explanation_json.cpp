// SPDX-License-Identifier: Apache-2.0
#include "explanation_json.hpp"

#include <array>
#include <string_view>

#include "event/json.hpp"
#include "event/text.hpp"
#include "kernel_sources.hpp"

namespace pipehound::plugin {

namespace {

using namespace detect;
using event::Json;

constexpr std::array<std::string_view, 3> failed_names{"false", "excluded", "unknown"};
constexpr std::array<std::string_view, 6> end_names{"expired",   "until",   "displaced",
                                                    "forbidden", "evicted", "open"};

Json json_of(const std::string& text) { return text; }
Json json_of(const EventMark& mark);
Json json_of(const SeenValues& seen);
Json json_of(const FailedTest& test);
Json json_of(const Miss& miss);
Json json_of(const Match& match);
Json json_of(const StageExplanation& stage);
Json json_of(const ChainsExplanation::Chain& chain);
Json json_of(const CorrelationExplanation::Group& group);
Json json_of(const CorrelationExplanation& correlation);
Json json_of(const Firing& firing);

template <typename Items>
Json list(const Items& items) {
    auto json = Json::array();
    for (const auto& item : items) json.push_back(json_of(item));
    return json;
}

Json json_of(const EventMark& mark) {
    Json json{{"time", event::iso8601(mark.time)}};
    if (mark.event_id.empty()) json["serial"] = mark.serial;
    if (!mark.event_id.empty()) json["event_id"] = mark.event_id;
    if (!mark.host.empty()) json["host"] = mark.host;
    json["summary"] = mark.summary;
    return json;
}

Json json_of(const SeenValues& seen) {
    Json json{{"field", seen.subject}, {"told", seen.told}, {"values", list(seen.values)}};
    if (seen.more > 0) json["more"] = seen.more;
    return json;
}

Json json_of(const FailedTest& test) {
    Json json{{"is", failed_names[static_cast<std::size_t>(test.how)]},
              {"test", test.text},
              {"seen", list(test.seen)}};
    if (test.other_ways > 0) json["other_ways"] = test.other_ways;
    return json;
}

Json key_of(const JoinKey& key) {
    auto json = Json::object();
    for (const auto& [field, value] : key) json[field] = value;
    return json;
}

Json json_of(const Miss& miss) {
    return {{"event", json_of(miss.event)}, {"alike", miss.like}, {"failed", list(miss.tests)}};
}

Json json_of(const Match& match) {
    Json json{{"event", json_of(match.event)}, {"held", list(match.held)}};
    if (!match.key.empty()) json["by"] = key_of(match.key);
    return json;
}

Json json_of(const StageExplanation& stage) {
    Json json{{"name", stage.name}, {"asks", stage.asks},       {"of", stage.of},
              {"came", stage.came}, {"matched", stage.matched}, {"matches", list(stage.matches)}};
    if (stage.last) json["last_match"] = json_of(*stage.last);
    if (stage.without_key > 0) {
        json["without_key"] = stage.without_key;
        json["missing_key"] = stage.missing_key;
    }
    json["unclaimed"] = stage.unclaimed;
    json["nearest_misses"] = list(stage.misses);
    json["kernel_rules"] = list(sources_of(stage.needs));
    return json;
}

Json json_of(const ChainsExplanation::Chain& chain) {
    Json json{{"reached", chain.events.size()},
              {"ended", end_names[static_cast<std::size_t>(chain.how)]},
              {"events", list(chain.events)}};
    if (chain.when) json["when"] = event::iso8601(*chain.when);
    if (!chain.key.empty()) json["by"] = key_of(chain.key);
    return json;
}

Json json_of(const ChainsExplanation& chains) {
    auto counts = Json::array();
    for (const auto& [reached, how, count] : chains.counts)
        counts.push_back({{"reached", reached},
                          {"ended", end_names[static_cast<std::size_t>(how)]},
                          {"count", count}});
    Json json{{"events", chains.steps}};
    if (chains.maxspan) json["maxspan_ms"] = chains.maxspan->count();
    json["counts"] = counts;
    json["furthest"] = list(chains.unfinished);
    return json;
}

Json json_of(const CorrelationExplanation::Group& group) {
    Json json{{"by", key_of(group.key)},
              {"measure", group.measure},
              {"begin", event::iso8601(group.begin)},
              {"end", event::iso8601(group.end)},
              {"missing", list(group.missing)},
              {"events", list(group.events)}};
    if (!group.host.empty()) json["host"] = group.host;
    return json;
}

Json json_of(const CorrelationExplanation& correlation) {
    return {{"title", correlation.title},
            {"asks", correlation.asks},
            {"judged", correlation.arrivals},
            {"fulfilled", correlation.fulfilled},
            {"nearest", list(correlation.nearest)}};
}

Json json_of(const Firing& firing) {
    return {{"reason", firing.reason}, {"events", list(firing.events)}};
}

Json rule_of(const rule::Meta& meta) {
    return {{"id", meta.id}, {"title", meta.title}, {"file", meta.file}};
}

std::string line(const Json& json) { return event::json_line(json) + '\n'; }

}  // namespace

std::string json(const Explanation& explanation) {
    Json json{{"rule", rule_of(explanation.meta)},
              {"fired", explanation.fired},
              {"firings", list(explanation.firings)},
              {"stages", list(explanation.stages)}};
    if (explanation.chains) json["beginnings"] = json_of(*explanation.chains);
    json["correlations"] = list(explanation.correlations);
    return line(json);
}

std::string json(const rule::Meta& meta, const std::vector<NotEvaluable>& reasons) {
    auto told = Json::array();
    for (const auto& one : reasons)
        told.push_back({{"id", one.id}, {"title", one.title}, {"reason", one.reason}});
    return line({{"rule", rule_of(meta)}, {"not_evaluable", told}});
}

}  // namespace pipehound::plugin
