// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_account.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detect/chain_account.hpp"
#include "rule/condition_text.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t most_done = 4096;

/// How far a measure is from what is asked, in parts of it.
double lacking(const CompiledCorrelation& correlation, const CorrelationGroup& memory) {
    const auto& what = correlation.what;
    const auto measure = memory.value();
    const auto far_from = [measure](double number) {
        return (std::abs(number - measure) + 0.5) / std::max(1.0, std::abs(number));
    };
    const bool in_order = what.type == rule::Correlation::Type::temporal_ordered;
    if (in_order || (rule::is_temporal(what.type) && what.bounds.empty()))
        return far_from(static_cast<double>(correlation.inputs.size()));
    double lacks = 0;
    for (const auto& bound : what.bounds)
        if (!bound.allows(measure)) lacks += far_from(bound.number);
    return lacks;
}

}  // namespace

CorrelationAccount::CorrelationAccount(const RuleBook& book, const event::NodeNames& nodes,
                                       std::size_t limit)
    : book_{book}, nodes_{nodes}, limit_{limit} {
    for (const auto& correlation : book.correlations) {
        auto& told = accounts_.emplace_back().told;
        told.title = correlation.what.meta.title;
        told.asks = rule::text(correlation.what);
    }
}

void CorrelationAccount::judged(const CompiledCorrelation& correlation,
                                const std::vector<std::string>& key, const CorrelationGroup& memory,
                                event::Time end) {
    auto& account = accounts_[correlation.number];
    auto& nearest = account.nearest;
    ++account.told.arrivals;
    const auto known = std::find_if(nearest.begin(), nearest.end(),
                                    [&key](const Group& group) { return group.key == key; });
    if (memory.fulfilled()) {
        ++account.told.fulfilled;
        if (known != nearest.end()) nearest.erase(known);
        if (account.done.size() < most_done) account.done.insert(key);
        return;
    }
    const auto lacks = lacking(correlation, memory);
    if (account.done.count(key) > 0 || (known != nearest.end() && known->lacks <= lacks)) return;
    if (known != nearest.end()) nearest.erase(known);
    const auto place = std::find_if(nearest.begin(), nearest.end(),
                                    [lacks](const Group& group) { return group.lacks > lacks; });
    if (place == nearest.end() && nearest.size() >= limit_) return;
    nearest.insert(place, {key, lacks, describe(correlation, key, memory, end)});
    if (nearest.size() > limit_) nearest.pop_back();
}

CorrelationExplanation::Group CorrelationAccount::describe(const CompiledCorrelation& correlation,
                                                           const std::vector<std::string>& key,
                                                           const CorrelationGroup& memory,
                                                           event::Time end) const {
    CorrelationExplanation::Group group{{}, memory.measure(), end - correlation.what.timespan, end};
    for (std::size_t i = 0; i < key.size(); ++i)
        group.key.emplace_back(correlation.what.group_by[i], key[i]);
    if (const auto findings = memory.findings(); !findings.empty()) {
        group.begin = std::max(group.begin, findings.front().moment.time);
        group.host = nodes_.name(findings.back().node);
        const auto shown = std::min(findings.size(), limit_);
        for (auto i = findings.size() - shown; i < findings.size(); ++i)
            group.events.push_back(mark_of(findings[i], nodes_));
    }
    if (!rule::is_temporal(correlation.what.type)) return group;
    const auto there = static_cast<std::size_t>(memory.value());
    group.measure =
        std::to_string(there) + " of " + std::to_string(correlation.inputs.size()) + " rules";
    for (std::size_t i = 0; i < correlation.inputs.size(); ++i)
        if (!memory.has(i)) group.missing.push_back(title(correlation.inputs[i]));
    return group;
}

std::string CorrelationAccount::title(const CorrelationInput& input) const {
    return input.is_correlation ? book_.correlations[input.number].what.meta.title
                                : book_.rules[input.number].meta.title;
}

std::vector<CorrelationExplanation> CorrelationAccount::explanations() const {
    std::vector<CorrelationExplanation> explanations;
    for (auto account = accounts_.rbegin(); account != accounts_.rend(); ++account) {
        auto& explanation = explanations.emplace_back(account->told);
        for (const auto& group : account->nearest) explanation.nearest.push_back(group.told);
    }
    return explanations;
}

}  // namespace pipehound::detect
