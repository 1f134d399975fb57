// SPDX-License-Identifier: Apache-2.0
#include "rule_choice.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace pipehound::plugin {

namespace {

using Metas = std::vector<const rule::Meta*>;

Metas metas_of(const rule::Documents& documents) {
    Metas metas;
    const auto add = [&metas](const auto& all) {
        for (const auto& one : all) metas.push_back(&one.meta);
    };
    add(documents.detections);
    add(documents.event_detections);
    add(documents.sequences);
    add(documents.correlations);
    add(documents.unsupported);
    std::sort(metas.begin(), metas.end(), [](const auto* one, const auto* other) {
        return std::pair{one->file, one->place.line} < std::pair{other->file, other->place.line};
    });
    return metas;
}

bool refers(const rule::Correlation& correlation, const rule::Meta& meta) {
    return std::any_of(
        correlation.rules.begin(), correlation.rules.end(),
        [&meta](const auto& reference) { return rule::is_called(meta, reference.rule); });
}

bool is_referred_to(const rule::Documents& documents, const rule::Meta& meta) {
    return std::any_of(documents.correlations.begin(), documents.correlations.end(),
                       [&meta](const auto& correlation) { return refers(correlation, meta); });
}

std::string listed(const Metas& metas) {
    std::string text;
    for (const auto* const meta : metas)
        text.append("\n  ").append(meta->id).append("  ").append(meta->title);
    return text;
}

const rule::Meta& choice(const rule::Documents& documents, const std::string& reference) {
    const auto all = metas_of(documents);
    if (all.empty()) throw NoChoice{"there is no rule in it"};
    auto found = all;
    std::erase_if(found, [&](const auto* meta) {
        return reference.empty() ? is_referred_to(documents, *meta)
                                 : !rule::is_called(*meta, reference);
    });
    if (found.size() == 1) return *found.front();
    if (found.empty() && !reference.empty())
        throw NoChoice{"there is no rule " + reference + " in it, but:" + listed(all)};
    throw NoChoice{"there are several rules in it, say which by --id:" +
                   listed(found.empty() ? all : found)};
}

/// Ids of the rule, and of all that it refers to by whatever correlations.
std::set<std::string> needed_by(const rule::Documents& documents, const rule::Meta& meta) {
    std::set<std::string> needed{meta.id};
    const auto all = metas_of(documents);
    for (std::size_t before = 0; before < needed.size();) {
        before = needed.size();
        for (const auto& correlation : documents.correlations) {
            if (needed.count(correlation.meta.id) == 0) continue;
            for (const auto* const other : all)
                if (refers(correlation, *other)) needed.insert(other->id);
        }
    }
    return needed;
}

}  // namespace

ChosenRule choose_rule(rule::Documents documents, const std::string& reference) {
    const auto meta = choice(documents, reference);
    const auto needed = needed_by(documents, meta);
    const auto keep_needed = [&needed](auto& all) {
        std::erase_if(all, [&](const auto& one) { return needed.count(one.meta.id) == 0; });
    };
    keep_needed(documents.detections);
    keep_needed(documents.event_detections);
    keep_needed(documents.sequences);
    keep_needed(documents.correlations);
    keep_needed(documents.unsupported);
    documents.filters.clear();
    documents.broken.clear();
    return {meta, std::move(documents)};
}

}  // namespace pipehound::plugin
