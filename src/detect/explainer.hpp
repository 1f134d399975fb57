// SPDX-License-Identifier: Apache-2.0
// Events, records and documents -> why the one rule of a book fired, or did not. The rule runs as
// it does everywhere (RuleWatch); beside that each event of its category is put to its condition,
// and what kept it from matching is read off the formula itself.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include "audit/interest.hpp"
#include "detect/chain_account.hpp"
#include "detect/correlation_account.hpp"
#include "detect/explanation.hpp"
#include "detect/rule_watch.hpp"
#include "detect/stage_account.hpp"
#include "event/ecs_document.hpp"
#include "event/event.hpp"
#include "event/node_names.hpp"
#include "event/record.hpp"
#include "pipe/tracker.hpp"

namespace pipehound::detect {

class Explainer {
public:
    /// `book`: one rule with all that it refers to and no filters, compiled with
    /// CompileOptions::explains. `meta`: the rule's. `limit`: of each list. `nodes` must outlive
    /// it.
    Explainer(std::shared_ptr<const RuleBook> book, rule::Meta meta, const event::NodeNames& nodes,
              std::size_t limit);
    Explainer(const Explainer&) = delete;
    Explainer& operator=(const Explainer&) = delete;

    /// What the stream has to tell: more than where the rule only runs, since records that cannot
    /// match are asked for, too.
    [[nodiscard]] audit::Interest interest() const;

    void take(const event::Event& event);
    void take(const event::Records& records);
    void take(const event::EcsDocument& document);

    /// The log has ended.
    [[nodiscard]] Explanation finish();

private:
    template <typename Categories, typename EcsCategories>
    void ask(const Categories& categories, const EcsCategories& ecs_categories, Answers& answers,
             const MarkEvent& mark);
    event::Moment begin(const event::Header& header);
    void enter(const std::vector<Sighting>& sightings);

    std::shared_ptr<const RuleBook> book_;
    rule::Meta meta_;
    const event::NodeNames& nodes_;
    std::size_t limit_;
    pipe::Tracker tracker_;
    Answers event_answers_;
    Answers record_answers_;
    Answers document_answers_;
    RuleWatch watch_;
    std::deque<StageAccount> stages_;  // by rule
    std::optional<ChainAccount> chains_;
    CorrelationAccount correlations_;
    event::Ordinal ordinal_ = 0;
    event::Time newest_{};
    std::uint64_t fired_ = 0;
    std::vector<Firing> firings_;
};

}  // namespace pipehound::detect
