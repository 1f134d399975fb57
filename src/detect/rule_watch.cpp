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

std::vector<Sighting> RuleWatch::see(const event::Event& event, const FactsTeller& facts,
                                     const Context& context) {
    std::vector<Sighting> sightings;
    matcher_.match(event, facts, context.node,
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       take(rule, answers,
                            {context.moment, event.header.node, context.process,
                             std::string{action(event)}, summary(event)},
                            filter, sightings);
                   });
    for (auto& sighting : sightings) {
        sighting.file = file_of(event);
        sighting.remote = remote_of(event);
    }
    return sightings;
}

std::vector<Sighting> RuleWatch::see(const event::Records& records, const Context& context) {
    std::vector<Sighting> sightings;
    matcher_.match(records,
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       take(rule, answers,
                            {context.moment, records.header.node, context.process, "record-written",
                             summary(answers.record())},
                            filter, sightings);
                   });
    return sightings;
}

void RuleWatch::take(const CompiledRule& rule, Answers& answers, Finding finding,
                     const CompiledFilter* filter, std::vector<Sighting>& sightings) {
    if (filter != nullptr) ++excluded_[filter->number];
    if (rule.alerts) sightings.push_back({&rule.meta, {finding}, {}, filter, {}, {}});
    if (filter != nullptr) return;
    std::vector<CorrelationHit> hits;
    correlator_.take(rule, finding, answers, hits);
    add_correlations(hits, sightings);
}

void RuleWatch::add_correlations(const std::vector<CorrelationHit>& hits,
                                 std::vector<Sighting>& sightings) const {
    for (const auto& hit : hits)
        sightings.push_back(
            {&hit.correlation->what.meta, hit.findings, reason_of(hit), nullptr, {}, {}});
}

std::vector<Sighting> RuleWatch::expire(event::Time now) {
    std::vector<CorrelationHit> hits;
    correlator_.expire(now, hits);
    std::vector<Sighting> sightings;
    add_correlations(hits, sightings);
    return sightings;
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
