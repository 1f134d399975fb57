// SPDX-License-Identifier: Apache-2.0
#include "detect/event_interest.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "audit/translate/message.hpp"
#include "detect/requirement.hpp"
#include "event/act_words.hpp"
#include "event/ecs_category.hpp"

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

using Required = std::optional<std::vector<std::string>>;

/// Leaves the acts that bear one of the words that are required, if some are.
void narrow(const Required& words, event::WordOf word, event::ActSet& acts) {
    if (!words) return;
    event::ActSet called;
    for (const auto& one : *words) called |= event::acts_called(word, one);
    acts &= called;
}

bool fits(event::Words words, const Required& required) {
    return !required || std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return std::find(required->begin(), required->end(), word) != required->end();
    });
}

/// Types of records that tell one of the acts under one of these words.
std::set<std::string, std::less<>> messages_of(const event::ActSet& acts, const Required& types,
                                               const Required& actions) {
    std::set<std::string, std::less<>> messages;
    for (auto& [type, act] : audit::message_types()) {
        if (!acts[act.index()]) continue;
        event::Event told;
        told.act = act;
        const auto& words = event::act_words(told);
        if (fits(words.types, types) && fits(words.actions, actions)) messages.emplace(type);
    }
    return messages;
}

/// What is true of a process is so from its last exec on: where no action is named, what it does
/// later says nothing more.
event::ActSet needed(const event::ActSet& acts, const rule::EventQuery& query,
                     const Required& actions) {
    constexpr auto execution = act_index<event::ProcessExecuted>();
    if (query.category != "process" || actions || !acts[execution]) return acts;
    return event::ActSet{}.set(execution);
}

EventInterest interest_of(const rule::EventQuery& query, const rule::Condition& condition) {
    EventInterest interest;
    interest.acts = event::acts_in(query.category);
    if (const auto calls = required_values(condition, "auditd.data.syscall")) {
        interest.calls.insert(calls->begin(), calls->end());
        return interest;
    }
    const auto types = required_values(condition, "event.type");
    const auto actions = required_values(condition, "event.action");
    narrow(types, event::WordOf::type, interest.acts);
    narrow(actions, event::WordOf::action, interest.acts);
    interest.acts.reset(act_index<event::SystemCallMade>());
    interest.needed = needed(interest.acts, query, actions);
    interest.messages = messages_of(interest.needed, types, actions);
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
