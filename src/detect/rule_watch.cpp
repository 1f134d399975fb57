// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_watch.hpp"

#include <algorithm>
#include <utility>

#include "detect/event_summary.hpp"

namespace pipehound::detect {

namespace {

/// "3 rules within 5 s, for User eva"
std::string reason_of(const CorrelationHit& hit) {
    const auto& what = hit.correlation->what;
    const auto seconds = what.timespan.count() / 1000;
    auto reason = hit.measure + " within " + std::to_string(seconds) + " s";
    for (std::size_t i = 0; i < hit.key.size(); ++i)
        reason += (i == 0 ? ", for " : ", ") + what.group_by[i] + ' ' + hit.key[i];
    return reason;
}

}  // namespace

RuleWatch::RuleWatch(std::shared_ptr<const RuleBook> book,
                     std::shared_ptr<const event::UserNames> users)
    : book_{std::move(book)},
      users_{std::move(users)},
      matcher_{*book_, users_.get()},
      correlator_{*book_},
      excluded_(book_->filters.size()) {}

template <typename MakeFinding>
void RuleWatch::take(const CompiledRule& rule, Answers& answers, const CompiledFilter* filter,
                     const Wanted& wanted, MakeFinding&& make_finding,
                     std::vector<Sighting>& sightings) {
    if (filter != nullptr) ++excluded_[filter->number];
    const auto wish = rule.alerts ? wanted(rule.meta, filter) : Wish::no;
    if (wish != Wish::no)
        sightings.push_back({&rule.meta, {make_finding()}, {}, filter, wish == Wish::hold, {}, {}});
    if (filter != nullptr || !rule.correlated) return;
    std::vector<CorrelationHit> hits;
    correlator_.take(rule, make_finding(), answers, hits);
    add_correlations(std::move(hits), wanted, sightings);
}

std::vector<Sighting> RuleWatch::see(const event::Event& event, const FactsTeller& facts,
                                     const Context& context, const Wanted& wanted) {
    std::vector<Sighting> sightings;
    const auto make_finding = [&] {
        return Finding{context.moment, event.header.node, context.process,
                       std::string{action(event)}, summary(event)};
    };
    matcher_.match(event, facts, context.node,
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       take(rule, answers, filter, wanted, make_finding, sightings);
                   });
    for (auto& sighting : sightings) {
        sighting.file = file_of(event);
        sighting.remote = remote_of(event);
    }
    return sightings;
}

std::vector<Sighting> RuleWatch::see(const event::Records& records, const Context& context,
                                     const Wanted& wanted) {
    std::vector<Sighting> sightings;
    matcher_.match(records,
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       const auto make_finding = [&] {
                           return Finding{context.moment, records.header.node, context.process,
                                          "record-written", summary(answers.record())};
                       };
                       take(rule, answers, filter, wanted, make_finding, sightings);
                   });
    return sightings;
}

void RuleWatch::add_correlations(std::vector<CorrelationHit> hits, const Wanted& wanted,
                                 std::vector<Sighting>& sightings) {
    for (auto& hit : hits) {
        const auto wish = wanted(hit.correlation->what.meta, nullptr);
        if (wish == Wish::no) continue;
        sightings.push_back(sighting_of(std::move(hit)));
        sightings.back().held = wish == Wish::hold;
    }
}

Sighting RuleWatch::sighting_of(CorrelationHit hit) {
    auto reason = reason_of(hit);
    return {&hit.correlation->what.meta,
            std::move(hit.findings),
            std::move(reason),
            nullptr,
            false,
            {},
            {}};
}

std::vector<CorrelationHit> RuleWatch::expire(event::Time now) {
    std::vector<CorrelationHit> hits;
    correlator_.expire(now, hits);
    return hits;
}

const CompiledFilter* RuleWatch::excludes_incident(const event::Event& event,
                                                   const FactsTeller& facts,
                                                   std::string_view node) {
    if (book_->pipe_filters.empty()) return nullptr;
    auto& answers = matcher_.event_answers();
    answers.turn_to(event, facts, node);
    const auto* const filter = matcher_.excluded(book_->pipe_filters, event.header.time, answers);
    if (filter != nullptr) ++excluded_[filter->number];
    return filter;
}

void RuleWatch::take_over(RuleWatch& other) {
    correlator_ = std::move(other.correlator_);
    correlator_.change_to(*book_);
    for (const auto& filter : book_->filters)
        for (const auto& [old, count] : other.filter_counts())
            if (old->meta.id == filter.meta.id) excluded_[filter.number] = count;
}

std::vector<RuleWatch::FilterCount> RuleWatch::filter_counts() const {
    std::vector<FilterCount> counts;
    for (const auto& filter : book_->filters) counts.push_back({&filter, excluded_[filter.number]});
    return counts;
}

}  // namespace pipehound::detect
