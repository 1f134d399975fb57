// SPDX-License-Identifier: Apache-2.0
// Which kinds of events a query in ECS terms can be about: what audit/ has to tell, and what the
// kernel has to record for it.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "audit/need.hpp"
#include "event/event.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

struct EventInterest {
    event::ActSet acts;
    std::set<std::string, std::less<>> calls;         ///< asked for by name, as SystemCallMade
    std::set<std::string, std::less<>> needed_calls;  ///< of them those that it names
    event::ActSet needed;                         ///< of the acts those without which it is blind
    std::set<std::string, std::less<>> messages;  ///< types of the records that tell such acts
};

/// All kinds of the query's category, or those alone that event.type and event.action leave where
/// the condition requires one of some words. Calls that have no act of their own where it asks for
/// auditd.data.syscall: those that it leaves. Nothing at all: no event is so.
[[nodiscard]] EventInterest interest_of(const rule::EventQuery& query);

/// What must be audited so that the query can hold in each of the ways that it names.
[[nodiscard]] std::set<audit::Need> needs_of(const EventInterest& interest);

}  // namespace pipehound::detect
