// SPDX-License-Identifier: Apache-2.0
#include "detect/event_interest.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "audit/syscalls.hpp"
#include "audit/translate/message.hpp"
#include "detect/requirement.hpp"
#include "detect/text_matcher.hpp"
#include "event/act_words.hpp"
#include "event/ecs_category.hpp"
#include "event/text.hpp"
#include "rule/each_predicate.hpp"

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

bool fit(event::Words words, const Required& required) {
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
        return of_category && fit(words.types, types) && fit(words.actions, actions);
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

using Calls = std::set<std::string, std::less<>>;

constexpr std::string_view call_name = "auditd.data.syscall";
constexpr std::string_view family = "auditd.data.socket.family";  // told of two calls alone

bool is_of_call(std::string_view field) { return field == call_name || field == family; }

bool asks_for_call(const rule::Expression& expression) {
    if (const auto* const field = std::get_if<rule::FieldValue>(&expression.is))
        return is_of_call(field->name);
    const auto* const call = std::get_if<rule::Call>(&expression.is);
    return call != nullptr &&
           std::any_of(call->arguments.begin(), call->arguments.end(),
                       [](const auto& argument) { return asks_for_call(*argument); });
}

bool asks_for_call(const rule::Condition& condition) {
    bool asks = false;
    rule::each_predicate(condition, [&](const rule::Predicate& predicate) {
        asks |=
            predicate.computed ? asks_for_call(*predicate.computed) : is_of_call(predicate.field);
    });
    return asks;
}

/// The calls of which the condition may hold; nothing: it leaves them all.
std::optional<Calls> calls_left(const rule::Condition& condition);

Calls calls_like(const TextMatcher& matcher) {
    Calls calls;
    for (const auto& name : audit::syscall_names())
        if (matcher.matches({name, name})) calls.insert(name);
    return calls;
}

struct CallsLeft {
    std::optional<Calls> operator()(const rule::Predicate& predicate) const {
        if (predicate.computed) return std::nullopt;
        if (predicate.field == family) return Calls{"bind", "connect"};
        if (predicate.field != call_name) return std::nullopt;
        if (const auto* const regex = std::get_if<rule::RegexTest>(&predicate.test))
            return calls_like({*regex, predicate.place});
        const auto* const text = std::get_if<rule::TextTest>(&predicate.test);
        if (text == nullptr) return std::nullopt;
        if (text->pattern.is_literal()) return Calls{event::folded(text->pattern.literal())};
        return calls_like(TextMatcher{*text});
    }
    std::optional<Calls> operator()(const rule::All& all) const {
        std::optional<Calls> left;
        for (const auto& part : all.parts) {
            auto calls = calls_left(*part);
            if (!calls) continue;
            if (left)
                std::erase_if(*calls, [&](const auto& call) { return !left->contains(call); });
            left = std::move(calls);
        }
        return left;
    }
    std::optional<Calls> operator()(const rule::Any& any) const {
        Calls left;
        for (const auto& part : any.parts) {
            auto calls = calls_left(*part);
            if (!calls) return std::nullopt;
            left.merge(*calls);
        }
        return left;
    }
    std::optional<Calls> operator()(const rule::Not&) const { return std::nullopt; }
    std::optional<Calls> operator()(const rule::IsUnknown&) const { return std::nullopt; }
};

std::optional<Calls> calls_left(const rule::Condition& condition) {
    return std::visit(CallsLeft{}, condition.is);
}

/// Those of the calls whose own event, which says little of itself, the query may be about.
Calls told_by_themselves(const Calls& calls, const Asked& asked) {
    Calls told;
    for (const auto& name : calls) {
        event::Event event;
        event.act = event::SystemCallMade{};
        event.call.emplace().name = name;
        if (asked.fits(event::act_words(event))) told.insert(name);
    }
    return told;
}

EventInterest interest_of(const rule::EventQuery& query, const rule::Condition& condition) {
    EventInterest interest;
    const Asked asked{query.category, required(condition, "event.type"),
                      required(condition, "event.action")};
    const bool of_calls = asks_for_call(condition);
    if (const auto left = of_calls ? calls_left(condition) : std::nullopt) {
        interest.acts = event::acts_in(query.category);
        interest.calls = told_by_themselves(*left, asked);
        interest.needed_calls = interest.calls.empty() ? *left : interest.calls;
        return interest;
    }
    interest.acts = asked.acts();
    interest.needed = needed(interest.acts, asked);
    interest.messages = messages_of(interest.needed, asked);
    if (of_calls) {
        const auto& all = audit::syscall_names();
        interest.acts = event::acts_in(query.category);
        interest.calls = told_by_themselves(Calls(all.begin(), all.end()), asked);
    }
    return interest;
}

/// The ways in which a condition may hold, so far as they are about different kinds: the parts of
/// an `or`, each with all that stands beside it in an `and`.
std::vector<rule::ConditionPtr> ways_of(const rule::ConditionPtr& condition) {
    if (const auto* const any = std::get_if<rule::Any>(&condition->is)) return any->parts;
    const auto* const all = std::get_if<rule::All>(&condition->is);
    if (all == nullptr) return {condition};
    const auto split = std::find_if(all->parts.begin(), all->parts.end(), [](const auto& part) {
        return std::holds_alternative<rule::Any>(part->is) && asks_for_call(*part);
    });
    if (split == all->parts.end()) return {condition};
    std::vector<rule::ConditionPtr> ways;
    for (const auto& way : std::get<rule::Any>((*split)->is).parts) {
        auto parts = all->parts;
        parts[static_cast<std::size_t>(split - all->parts.begin())] = way;
        ways.push_back(rule::all_of(std::move(parts)));
    }
    return ways;
}

}  // namespace

EventInterest interest_of(const rule::EventQuery& query) {
    EventInterest together;
    for (const auto& way : ways_of(query.condition)) {
        auto interest = interest_of(query, *way);
        together.acts |= interest.acts;
        together.calls.merge(interest.calls);
        together.needed_calls.merge(interest.needed_calls);
        together.needed |= interest.needed;
        together.messages.merge(interest.messages);
    }
    return together;
}

std::set<audit::Need> needs_of(const EventInterest& interest) {
    std::set<audit::Need> needs;
    for (const auto& call : interest.needed_calls) needs.insert({Kind::system_call, {}, call});
    for (const auto& [act, kinds] : act_needs)
        for (const auto& kind : kinds)
            if (kind && interest.needed[act]) needs.insert({*kind});
    for (const auto& type : interest.messages) needs.insert({Kind::message, {}, type});
    return needs;
}

}  // namespace pipehound::detect
