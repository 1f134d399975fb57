// SPDX-License-Identifier: Apache-2.0
// Events and records -> the rules that hold of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/answers.hpp"
#include "detect/rule_book.hpp"
#include "event/ecs_category.hpp"
#include "event/ecs_document.hpp"
#include "event/record.hpp"
#include "event/sigma_category.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

class Matcher {
public:
    /// Both must outlive this; `users` may be missing.
    Matcher(const RuleBook& book, const event::UserNames* users)
        : book_{book},
          event_answers_{book.events, users},
          record_answers_{book.records},
          document_answers_{book.documents},
          picking_{book.cases},
          held_(book.rules.size()) {}

    /// Calls `on_match(const CompiledRule&, Answers&, const CompiledFilter*)` for each rule that
    /// holds of the event, with the filter that excludes it or nullptr. Rules of which
    /// `wants(const CompiledRule&)` is false are passed over.
    template <typename Wants, typename OnMatch>
    void match(const event::Event& event, const FactsTeller& facts, std::string_view node,
               Wants&& wants, OnMatch&& on_match);

    /// The same for records: a rule is told once, with the first record of which it holds. A filter
    /// is asked of all of them: who did it stands in one, what was done in another.
    template <typename OnMatch>
    void match(const event::Records& records, OnMatch&& on_match);

    /// And for documents.
    template <typename Wants, typename OnMatch>
    void match(const event::EcsDocument& document, Wants&& wants, OnMatch&& on_match);

    /// The first filter in force whose condition does not hold of the event; nullptr for none.
    [[nodiscard]] const CompiledFilter* excluded(const std::vector<const CompiledFilter*>& filters,
                                                 event::Time now, Answers& answers) const;

    /// For questions about an event that no rule is asked of.
    [[nodiscard]] Answers& event_answers() noexcept { return event_answers_; }

private:
    /// Asks the rules of one group.
    template <typename Wants, typename OnMatch>
    void ask(const RuleGroup& group, Answers& answers, event::Time now, Wants& wants,
             OnMatch& on_match);
    template <typename Categories, typename EcsCategories, typename AskGroup>
    void for_each_group(const Categories& categories, const EcsCategories& ecs_categories,
                        AskGroup&& ask_group) const;
    void add_candidates(const RuleGroup& group, Answers& answers);
    [[nodiscard]] const CompiledFilter* excluded(const CompiledRule& rule,
                                                 const event::Records& records);
    void begin();

    const RuleBook& book_;
    Answers event_answers_;
    Answers record_answers_;
    Answers document_answers_;
    Picking picking_;
    std::vector<std::uint64_t> held_;  // by rule: the event of which it held
    std::uint64_t event_ = 0;
    std::vector<std::uint32_t> candidates_;
};

template <typename Categories, typename EcsCategories, typename AskGroup>
void Matcher::for_each_group(const Categories& categories, const EcsCategories& ecs_categories,
                             AskGroup&& ask_group) const {
    const auto ask_of = [&](const auto& groups, std::string_view category) {
        const auto group = groups.find(category);
        if (group != groups.end()) ask_group(group->second);
    };
    for (const auto& category : categories) ask_of(book_.by_category, category);
    if (book_.by_ecs_category.empty()) return;
    for (const auto& category : ecs_categories) ask_of(book_.by_ecs_category, category);
    ask_of(book_.by_ecs_category, "any");
}

template <typename Wants, typename OnMatch>
void Matcher::ask(const RuleGroup& group, Answers& answers, event::Time now, Wants& wants,
                  OnMatch& on_match) {
    begin();
    add_candidates(group, answers);
    for (const auto number : candidates_) {
        const auto& rule = book_.rules[number];
        if (held_[number] == event_ || !wants(rule) || !rule.formula.holds(answers)) continue;
        held_[number] = event_;
        on_match(rule, answers, excluded(rule.filters, now, answers));
    }
}

template <typename Wants, typename OnMatch>
void Matcher::match(const event::Event& event, const FactsTeller& facts, std::string_view node,
                    Wants&& wants, OnMatch&& on_match) {
    ++event_;
    const bool is_call = std::holds_alternative<event::SystemCallMade>(event.act);
    const auto wants_of = [&](const CompiledRule& rule) {
        return (!is_call || rule.asks_calls) && wants(rule);
    };
    bool turned = false;
    for_each_group(event::sigma_categories(event), event::ecs_categories(event),
                   [&](const RuleGroup& group) {
                       if (!turned) event_answers_.turn_to(event, facts, node);
                       turned = true;
                       ask(group, event_answers_, event.header.time, wants_of, on_match);
                   });
}

template <typename Wants, typename OnMatch>
void Matcher::match(const event::EcsDocument& document, Wants&& wants, OnMatch&& on_match) {
    ++event_;
    document_answers_.turn_to(document);
    for_each_group(event::sigma_categories(document), document.values("event.category"),
                   [&](const RuleGroup& group) {
                       ask(group, document_answers_, document.header().time, wants, on_match);
                   });
}

template <typename OnMatch>
void Matcher::match(const event::Records& records, OnMatch&& on_match) {
    ++event_;
    for (const auto& record : records.records) {
        const auto group = book_.by_type.find(event::folded(record.type));
        record_answers_.turn_to(record);
        begin();
        if (group != book_.by_type.end()) add_candidates(group->second, record_answers_);
        add_candidates(book_.any_type, record_answers_);
        for (const auto number : candidates_) {
            const auto& rule = book_.rules[number];
            if (held_[number] == event_ || !rule.formula.holds(record_answers_)) continue;
            held_[number] = event_;
            const auto* const filter = excluded(rule, records);
            record_answers_.turn_to(record);
            on_match(rule, record_answers_, filter);
        }
    }
}

}  // namespace pipehound::detect
