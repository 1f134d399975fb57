// SPDX-License-Identifier: Apache-2.0
#include "detect/event_interest.hpp"

#include <array>
#include <optional>

#include "detect/requirement.hpp"
#include "event/ecs_category.hpp"

namespace pipehound::detect {

namespace {

using Kind = audit::Need::Kind;
using event::act_index;

/// The kernel's records behind an act. What programs send by themselves, and what /proc tells, is
/// not the kernel's.
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

/// Leaves the acts that bear one of the words that the condition requires, if it requires some.
void narrow(const rule::Condition& condition, std::string_view field, event::WordOf word,
            event::ActSet& acts) {
    const auto words = required_values(condition, field);
    if (!words) return;
    event::ActSet called;
    for (const auto& one : *words) called |= event::acts_called(word, one);
    acts &= called;
}

EventInterest interest_of(const rule::EventQuery& query, const rule::Condition& condition) {
    EventInterest interest;
    interest.acts = event::acts_in(query.category);
    if (const auto calls = required_values(condition, "auditd.data.syscall")) {
        interest.calls.insert(calls->begin(), calls->end());
        return interest;
    }
    narrow(condition, "event.type", event::WordOf::type, interest.acts);
    narrow(condition, "event.action", event::WordOf::action, interest.acts);
    interest.acts.reset(act_index<event::SystemCallMade>());
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
    }
    return together;
}

std::set<audit::Need> needs_of(const EventInterest& interest) {
    std::set<audit::Need> needs;
    for (const auto& call : interest.calls) needs.insert({Kind::system_call, {}, call});
    if (!interest.calls.empty()) return needs;
    for (const auto& [act, kinds] : act_needs)
        for (const auto& kind : kinds)
            if (kind && interest.acts[act]) needs.insert({*kind});
    return needs;
}

}  // namespace pipehound::detect
