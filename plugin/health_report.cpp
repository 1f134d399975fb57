// SPDX-License-Identifier: Apache-2.0
#include "health_report.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace pipehound::plugin {

namespace {

std::string text_of(const Figures& figures) {
    std::string text;
    for (const auto& [name, value] : figures)
        text.append(text.empty() ? "" : ", ")
            .append(name)
            .append(" ")
            .append(std::to_string(value));
    return text;
}

}  // namespace

Figures drops(const Health& health) {
    const auto& audit = health.audit;
    return {{"serial_gap", audit.serial_gap},
            {"overlong_line", audit.overlong_line},
            {"not_a_record", audit.not_a_record},
            {"bad_head", audit.bad_head},
            {"bad_field", audit.bad_field},
            {"unknown_arch", audit.unknown_arch},
            {"missing_cwd", audit.missing_cwd},
            {"node_limit", audit.node_limit},
            {"event_too_large", audit.event_too_large},
            {"evicted_open", audit.evicted_open},
            {"evicted_held", audit.evicted_held},
            {"processes_evicted", health.detector.processes_evicted},
            {"fifos_evicted", health.detector.fifos_evicted},
            {"correlation_groups_evicted", health.detector.correlation_groups_evicted},
            {"sequence_chains_evicted", health.detector.sequence_chains_evicted},
            {"alerts_lost", health.alerts_lost}};
}

std::string statistics_line(const Health& health) {
    const auto& detector = health.detector;
    Figures figures{{"records", health.audit.records},
                    {"events", health.audit.events},
                    {"typed_events", health.audit.typed_events},
                    {"processes", detector.processes},
                    {"fifos", detector.fifos},
                    {"judgements", detector.judgements},
                    {"incidents", detector.incidents},
                    {"alerts", detector.alerts},
                    {"rule_matches", detector.rule_matches},
                    {"excluded", detector.excluded},
                    {"joined", detector.joined},
                    {"held_back", detector.held_back}};
    for (const auto& filter : health.filters)
        if (filter.excluded > 0) figures.emplace_back("filter " + filter.id, filter.excluded);
    const auto dropped = drops(health);
    std::copy_if(dropped.begin(), dropped.end(), std::back_inserter(figures),
                 [](const auto& figure) { return figure.second > 0; });
    return "since start: " + text_of(figures);
}

std::optional<std::string> DropReport::growth(const Health& health) {
    Figures grown;
    for (const auto& [name, value] : drops(health)) {
        auto& said = said_[name];
        if (value > said) grown.emplace_back(name, value - said);
        said = value;
    }
    if (grown.empty()) return std::nullopt;
    return "not all could be taken in, something may go unseen: " + text_of(grown) +
           " (pipehound(8) explains each)";
}

}  // namespace pipehound::plugin
