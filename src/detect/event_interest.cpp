// SPDX-License-Identifier: Apache-2.0
#include "detect/event_interest.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "audit/translate/message.hpp"
#include "detect/requirement.hpp"
#include "event/act_words.hpp"
#include "event/ecs_category.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using Kind = audit::Need::Kind;
using event::act_index;

/// The records of calls behind an act. What programs send by themselves has types of its own, what
/// /proc tells has none.
struct ActNeeds {
    std::size_t act;
    std::array<std::optional<Kind>, 2> kinds;
};
constexpr std::array<ActNeeds, 15> act_needs{{
    {act_index<event::ProcessExecuted>(), {Kind::execution}},
    {act_index<event::FileCreated>(), {Kind::file_creation}},
    {act_index<event::FileOpened>(), {Kind::file_writing}},
    {act_index<event::FileRemoved>(), {Kind::file_deletion}},
    {act_index<event::FileRenamed>(), {Kind::file_renaming}},
    {act_index<event::SocketConnected>(), {Kind::connection_out}},
    {act_index<event::SocketAccepted>(), {Kind::connection_in}},
    {act_index<event::SocketBound>(), {Kind::listening}},
    {act_index<event::ProcessEnded>(), {Kind::process_end}},
    {act_index<event::CredentialsChanged>(), {Kind::user_change, Kind::group_change}},
    {act_index<event::SessionChanged>(), {Kind::session_change}},
    {act_index<event::SignalSent>(), {Kind::signal}},
    {act_index<event::ProcessForked>(), {Kind::fork}},
    {act_index<event::ModuleChanged>(), {Kind::module_loading}},
    {act_index<event::FileAltered>(), {Kind::file_altering}},
}};

/// Lists of words, folded, from each of which an event must have one.
using Required = std::vector<std::vector<std::string>>;

/// All parts of an `and` that say something of the field.
Required required(const rule::Condition& condition, std::string_view field) {
    Required lists;
    const auto add = [&](const rule::Condition& part) {
        if (auto values = required_values(part, field)) lists.push_back(std::move(*values));
    };
    if (const auto* const all = std::get_if<rule::All>(&condition.is))
        for (const auto& part : all->parts) add(*part);
    else
        add(condition);
    return lists;
}

bool fits(event::Words words, const Required& required) {
    return std::all_of(required.begin(), required.end(), [&](const auto& list) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return std::find(list.begin(), list.end(), event::folded(word)) != list.end();
        });
    });
}

/// What the words of an event must be so that the query may hold of it.
struct Asked {
    std::string category;
    Required types;
    Required actions;

    [[nodiscard]] bool fits(const event::ActWords& words) const {
        const event::Words categories = words.categories;
        const bool of_category =
            category == "any" ||
            std::find(categories.begin(), categories.end(), category) != categories.end();
        return of_category && detect::fits(words.types, types) &&
               detect::fits(words.actions, actions);
    }
    [[nodiscard]] event::ActSet acts() const {
        event::ActSet acts;
        for (const auto& [act, words] : event::act_rows())
            if (fits(words)) acts.set(act);
        return acts.reset(act_index<event::SystemCallMade>());
    }
};

/// Types of records that tell one of the acts in these words.
std::set<std::string, std::less<>> messages_of(const event::ActSet& acts, const Asked& asked) {
    std::set<std::string, std::less<>> messages;
    for (auto& [type, act] : audit::message_types()) {
        if (!acts[act.index()]) continue;
        event::Event told;
        told.act = act;
        if (asked.fits(event::act_words(told))) messages.emplace(type);
    }
    return messages;
}

/// What is true of a process is so from its last exec on: where no action is named, what it does
/// later says nothing more. Nor is what AppArmor refused meant by a file's change.
event::ActSet needed(event::ActSet acts, const Asked& asked) {
    constexpr auto execution = act_index<event::ProcessExecuted>();
    if (!asked.actions.empty()) return acts;
    if (asked.category == "process" && acts[execution]) return event::ActSet{}.set(execution);
    return acts.reset(act_index<event::PolicyViolated>());
}

EventInterest interest_of(const rule::EventQuery& query, const rule::Condition& condition) {
    EventInterest interest;
    if (const auto calls = required_values(condition, "auditd.data.syscall")) {
        interest.acts = event::acts_in(query.category);
        interest.calls.insert(calls->begin(), calls->end());
        return interest;
    }
    const Asked asked{query.category, required(condition, "event.type"),
                      required(condition, "event.action")};
    interest.acts = asked.acts();
    interest.needed = needed(interest.acts, asked);
    interest.messages = messages_of(interest.needed, asked);
    return interest;
}

}  // namespace

/// Each part of an `or` by itself: they may be about different kinds.
EventInterest interest_of(const rule::EventQuery& query) {
    const auto* const any = std::get_if<rule::Any>(&query.condition->is);
    if (any == nullptr) return interest_of(query, *query.condition);
    EventInterest together;
    for (const auto& part : any->parts) {
        auto interest = interest_of(query, *part);
        together.acts |= interest.acts;
        together.calls.merge(interest.calls);
        together.needed |= interest.needed;
        together.messages.merge(interest.messages);
    }
    return together;
}

std::set<audit::Need> needs_of(const EventInterest& interest) {
    std::set<audit::Need> needs;
    for (const auto& call : interest.calls) needs.insert({Kind::system_call, {}, call});
    if (!interest.calls.empty()) return needs;
    for (const auto& [act, kinds] : act_needs)
        for (const auto& kind : kinds)
            if (kind && interest.needed[act]) needs.insert({*kind});
    for (const auto& type : interest.messages) needs.insert({Kind::message, {}, type});
    return needs;
}

}  // namespace pipehound::detect
