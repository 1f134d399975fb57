// SPDX-License-Identifier: Apache-2.0
// Who made the call, or wrote the record -> event::Actor.
#pragma once

#include <optional>

#include "audit/translate/material.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

/// By the event's SYSCALL record. Nothing, and counted, where it does not tell its pid and ppid, or
/// where there is none.
[[nodiscard]] std::optional<event::Actor> translate_actor(const Material& material);

/// By that SYSCALL record; what is damaged is counted.
[[nodiscard]] std::optional<event::Actor> actor_of_call(const ParsedRecord& syscall,
                                                        Counters& counters);

/// By what a record tells that has no SYSCALL record beside it: pid=, uid=, auid=, ses= and so on,
/// as far as they are there. What user space says of itself is not taken for its name: containers
/// may write to audit. Nothing where the record tells neither a process nor a user.
[[nodiscard]] std::optional<event::Actor> actor_of_record(const ParsedRecord& record);

}  // namespace pipehound::audit
