// SPDX-License-Identifier: Apache-2.0
#include "detect/explainer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "detect/detector.hpp"
#include "detect/event_summary.hpp"
#include "detect/process_facts.hpp"
#include "event/ecs_category.hpp"
#include "event/sigma_category.hpp"

namespace pipehound::detect {

namespace {

const RuleWatch::Wanted all_wanted = [](const rule::Meta&, const CompiledFilter*) {
    return Wish::tell;
};

template <typename Categories>
bool has(const Categories& categories, std::string_view wanted) {
    return std::any_of(categories.begin(), categories.end(),
                       [wanted](const auto& category) { return category == wanted; });
}

}  // namespace

Explainer::Explainer(std::shared_ptr<const RuleBook> book, rule::Meta meta,
                     const event::NodeNames& nodes, std::size_t limit)
    : book_{std::move(book)},
      meta_{std::move(meta)},
      nodes_{nodes},
      limit_{limit},
      tracker_{Limits{}.processes, Limits{}.fifos},
      event_answers_{book_->events},
      record_answers_{book_->records},
      document_answers_{book_->documents},
      watch_{book_, nullptr},
      correlations_{*book_, nodes, limit} {
    for (const auto& rule : book_->rules)
        stages_.emplace_back(rule, rule.stage ? &book_->sequences[rule.stage->sequence] : nullptr,
                             limit);
    if (!book_->sequences.empty()) chains_.emplace(book_->sequences.front(), nodes, limit);
    watch_.listen(chains_ ? &*chains_ : nullptr, &correlations_);
}

audit::Interest Explainer::interest() const {
    audit::Interest interest{.files = book_->wants_files(),
                             .acts = book_->interest.acts,
                             .calls = book_->interest.calls};
    if (book_->wants_records())
        interest.record = [this](std::string_view type, std::string_view) {
            return std::any_of(stages_.begin(), stages_.end(), [type](const StageAccount& stage) {
                return stage.rule().kind == Lexicon::Kind::record && stage.asks_type(type);
            });
        };
    return interest;
}

/// What waited for time to pass comes first, as in the detector.
event::Moment Explainer::begin(const event::Header& header) {
    enter(watch_.expire(header.time));
    newest_ = std::max(newest_, header.time);
    return {++ordinal_, header.time, header.serial};
}

void Explainer::enter(const std::vector<Sighting>& sightings) {
    for (const auto& sighting : sightings) {
        if (sighting.meta->id != meta_.id || sighting.reason.empty()) continue;
        if (++fired_ > limit_) continue;
        auto& firing = firings_.emplace_back(Firing{sighting.reason, {}});
        for (const auto& finding : sighting.findings)
            firing.events.push_back(mark_of(finding, nodes_));
    }
}

template <typename Categories, typename EcsCategories>
void Explainer::ask(const Categories& categories, const EcsCategories& ecs_categories,
                    Answers& answers, const MarkEvent& mark) {
    for (auto& stage : stages_) {
        const auto& rule = stage.rule();
        const bool concerns =
            rule.kind != Lexicon::Kind::record &&
            (rule.ecs_category.empty()
                 ? has(categories, rule.source.category)
                 : rule.ecs_category == "any" || has(ecs_categories, rule.ecs_category));
        if (concerns) stage.take(answers, mark);
    }
}

void Explainer::take(const event::Event& event) {
    const auto now = begin(event.header);
    const auto& process = *tracker_.advance(event, now).process;
    const auto node = nodes_.name(event.header.node);
    const Asked asked{process, tracker_.processes(), node, event.actor.comm};
    const FactsTeller facts = [&asked](event::Needs part, event::Facts& told) {
        tell(asked, part, told);
    };
    event_answers_.turn_to(event, facts, node);
    ask(event::sigma_categories(event), event::ecs_categories(event), event_answers_, [&] {
        return EventMark{
            event.header.time, event.header.serial, {}, std::string{node}, summary(event)};
    });
    enter(watch_.see(event, facts, {now, {}, node}, all_wanted));
}

/// A rule is told once of an event, with the first record of which it holds.
void Explainer::take(const event::Records& records) {
    const auto now = begin(records.header);
    const auto node = nodes_.name(records.header.node);
    for (auto& stage : stages_) {
        if (stage.rule().kind != Lexicon::Kind::record) continue;
        for (const auto& record : records.records) {
            if (!stage.asks_type(record.type)) continue;
            record_answers_.turn_to(record);
            const bool matches = stage.take(record_answers_, [&] {
                return EventMark{now.time, now.serial, {}, std::string{node}, summary(record)};
            });
            if (matches) break;
        }
    }
    enter(watch_.see(records, {now, {}, node}, all_wanted));
}

void Explainer::take(const event::EcsDocument& document) {
    const auto now = begin(document.header());
    document_answers_.turn_to(document);
    ask(event::sigma_categories(document), document.values("event.category"), document_answers_,
        [&] {
            return EventMark{now.time, now.serial, event_id(document),
                             std::string{document.first("host.name")}, summary(document)};
        });
    enter(watch_.see(document, {now, {}, {}}, all_wanted));
}

Explanation Explainer::finish() {
    enter(watch_.expire(newest_));
    watch_.tell_open();
    watch_.listen(nullptr, &correlations_);
    enter(watch_.expire(event::Time::max()));
    Explanation explanation{meta_, fired_, firings_};
    for (const auto& stage : stages_) {
        auto& told = explanation.stages.emplace_back(stage.explanation());
        if (stage.rule().stage)
            told.unclaimed = chains_->unclaimed_of(stage.rule().stage->stage);
        else if (book_->correlations.empty())
            explanation.fired = told.matched;
    }
    if (chains_) explanation.chains = chains_->explanation();
    explanation.correlations = correlations_.explanations();
    return explanation;
}

}  // namespace pipehound::detect
