// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_watch.hpp"

#include <algorithm>
#include <utility>

#include "detect/event_summary.hpp"
#include "detect/join_key.hpp"

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

std::string reason_of(const SequenceHit& hit) {
    const auto& findings = hit.findings;
    const auto [first, last] = std::minmax_element(
        findings.begin(), findings.end(),
        [](const auto& a, const auto& b) { return a.moment.time < b.moment.time; });
    const auto span = last->moment.time - first->moment.time;
    return std::to_string(findings.size()) + " events of the " +
           (hit.sequence->what.ordered ? "sequence" : "sample") + " within " +
           std::to_string(span.count()) + " ms";
}

const rule::Meta& meta_of(const CorrelationHit& hit) { return hit.correlation->what.meta; }
const rule::Meta& meta_of(const SequenceHit& hit) { return hit.sequence->what.meta; }

/// As it is told.
template <typename Hit>
Sighting sighting_of(Hit hit) {
    auto reason = reason_of(hit);
    return {&meta_of(hit), std::move(hit.findings), std::move(reason), nullptr, false, {}, {}};
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
    if (filter != nullptr) return;
    if (rule.stage) note_stage(rule, answers);
    if (!rule.correlated) return;
    std::vector<CorrelationHit> hits;
    correlator_.take(rule, make_finding(), answers, hits);
    add_hits(std::move(hits), wanted, sightings);
}

void RuleWatch::note_stage(const CompiledRule& rule, Answers& answers) {
    const auto& sequence = book_->sequences[rule.stage->sequence];
    for (auto& key : texts_of(sequence.by[rule.stage->stage], answers))
        stages_.push_back({&sequence, rule.stage->stage, std::move(key)});
}

/// All stages that the event is of, at once: it is not two events of one sequence.
template <typename MakeFinding>
void RuleWatch::take_stages(const Wanted& wanted, MakeFinding&& make_finding,
                            std::vector<Sighting>& sightings) {
    if (stages_.empty()) return;
    std::vector<SequenceHit> hits;
    sequencer_.take(std::move(stages_), make_finding(), hits);
    stages_.clear();
    add_hits(std::move(hits), wanted, sightings);
}

std::vector<Sighting> RuleWatch::see(const event::Event& event, const FactsTeller& facts,
                                     const Context& context, const Wanted& wanted) {
    std::vector<Sighting> sightings;
    const auto make_finding = [&] {
        return Finding{context.moment,     event.header.node,
                       context.process,    std::string{action(event)},
                       summary(event),     {},
                       event.header.serial};
    };
    matcher_.match(event, facts, context.node, wants_stages(),
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       take(rule, answers, filter, wanted, make_finding, sightings);
                   });
    take_stages(wanted, make_finding, sightings);
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

std::vector<Sighting> RuleWatch::see(const event::EcsDocument& document, const Context& context,
                                     const Wanted& wanted) {
    std::vector<Sighting> sightings;
    const auto make_finding = [&] {
        return Finding{context.moment,        document.header().node,
                       context.process,       std::string{document.first("event.action")},
                       summary(document),     event_id(document),
                       context.moment.ordinal};
    };
    matcher_.match(document, wants_stages(),
                   [&](const CompiledRule& rule, Answers& answers, const CompiledFilter* filter) {
                       take(rule, answers, filter, wanted, make_finding, sightings);
                   });
    take_stages(wanted, make_finding, sightings);
    return sightings;
}

template <typename Hit>
void RuleWatch::add_hits(std::vector<Hit> hits, const Wanted& wanted,
                         std::vector<Sighting>& sightings) {
    for (auto& hit : hits) {
        auto sighting = sighting_of(std::move(hit));
        const auto wish = wanted(*sighting.meta, nullptr);
        if (wish == Wish::no) continue;
        sighting.held = wish == Wish::hold;
        sightings.push_back(std::move(sighting));
    }
}

std::vector<Sighting> RuleWatch::expire(event::Time now) {
    std::vector<CorrelationHit> correlated;
    std::vector<SequenceHit> sequences;
    correlator_.expire(now, correlated);
    sequencer_.expire(now, sequences);
    std::vector<Sighting> sightings;
    for (auto& hit : correlated) sightings.push_back(sighting_of(std::move(hit)));
    for (auto& hit : sequences) sightings.push_back(sighting_of(std::move(hit)));
    return sightings;
}

std::optional<event::Time> RuleWatch::deadline() const {
    const auto correlator = correlator_.deadline();
    const auto sequencer = sequencer_.deadline();
    return correlator && sequencer ? std::min(correlator, sequencer)
           : correlator            ? correlator
                                   : sequencer;
}

const CompiledFilter* RuleWatch::excludes_incident(const event::Event& event,
                                                   const FactsTeller& facts,
                                                   std::string_view node) {
    if (book_->pipe_filters.empty()) return nullptr;
    auto& answers = matcher_.event_answers();
    answers.turn_to(event, facts, node);
    return matcher_.excluded(book_->pipe_filters, event.header.time, answers);
}

void RuleWatch::save(event::ArchiveWriter& to) {
    correlator_.save(to);
    sequencer_.save(to);
}

bool RuleWatch::restore(event::ArchiveReader& from) {
    return correlator_.restore(from) && sequencer_.restore(from, *book_);
}

void RuleWatch::take_over(RuleWatch& other) {
    correlator_ = std::move(other.correlator_);
    correlator_.change_to(*book_);
    sequencer_ = std::move(other.sequencer_);
    sequencer_.change_to(*book_);
    for (const auto& filter : book_->filters)
        for (const auto& [old, count] : other.filter_counts())
            if (old->meta.id == filter.meta.id) excluded_[filter.number] = count;
}

void RuleWatch::add_excluded(std::string_view id, std::uint64_t count) {
    for (const auto& filter : book_->filters)
        if (filter.meta.id == id) excluded_[filter.number] += count;
}

std::vector<RuleWatch::FilterCount> RuleWatch::filter_counts() const {
    std::vector<FilterCount> counts;
    for (const auto& filter : book_->filters) counts.push_back({&filter, excluded_[filter.number]});
    return counts;
}

}  // namespace pipehound::detect
