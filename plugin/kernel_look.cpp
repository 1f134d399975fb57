// SPDX-License-Identifier: Apache-2.0
#include "kernel_look.hpp"

#include <algorithm>

#include "audit/coverage.hpp"
#include "detect/rule_needs.hpp"
#include "event/json.hpp"

namespace pipehound::plugin {

namespace {

using event::Json;

constexpr std::size_t gaps_limit = 8;

bool is_own(const audit::KernelRule& rule) {
    return std::any_of(rule.keys.begin(), rule.keys.end(),
                       [](const std::string& key) { return key.starts_with("pipehound"); });
}

struct Number {
    const char* name;
    std::uint32_t KernelLook::*value;
};

constexpr Number numbers[] = {{"enabled", &KernelLook::enabled},
                              {"daemon", &KernelLook::daemon},
                              {"lost", &KernelLook::lost},
                              {"backlog", &KernelLook::backlog},
                              {"backlog_limit", &KernelLook::backlog_limit},
                              {"rate_limit", &KernelLook::rate_limit}};

}  // namespace

KernelLook look_at(const KernelState& state) {
    KernelLook look{.enabled = state.enabled,
                    .daemon = state.daemon,
                    .lost = state.lost,
                    .backlog = state.backlog,
                    .backlog_limit = state.backlog_limit,
                    .rate_limit = state.rate_limit,
                    .rules = state.rules.size()};
    look.own_rules =
        static_cast<std::size_t>(std::count_if(state.rules.begin(), state.rules.end(), is_own));
    for (const auto& need : detect::pipe_needs()) {
        const auto coverage = audit::cover(need, state.rules);
        look.coverage.push_back(static_cast<std::uint8_t>(coverage.state));
        if (coverage.state == audit::Coverage::State::covered) continue;
        for (const auto& reason : coverage.reasons)
            if (look.gaps.size() < gaps_limit &&
                std::find(look.gaps.begin(), look.gaps.end(), reason) == look.gaps.end())
                look.gaps.push_back(reason);
    }
    return look;
}

std::string text_of(const KernelLook& look) {
    Json json;
    for (const auto& [name, value] : numbers) json[name] = look.*value;
    json["rules"] = look.rules;
    json["own_rules"] = look.own_rules;
    json["coverage"] = look.coverage;
    json["gaps"] = look.gaps;
    json["failure"] = look.failure;
    return event::json_line(json);
}

std::optional<KernelLook> kernel_look_of(std::string_view text) {
    try {
        const auto json = event::parse_json(text);
        KernelLook look;
        for (const auto& [name, value] : numbers) json.at(name).get_to(look.*value);
        json.at("rules").get_to(look.rules);
        json.at("own_rules").get_to(look.own_rules);
        json.at("coverage").get_to(look.coverage);
        json.at("gaps").get_to(look.gaps);
        json.at("failure").get_to(look.failure);
        return look;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace pipehound::plugin
