// SPDX-License-Identifier: Apache-2.0
// Who leads: guesses at what no record tells. A process's group, its session and how it came in are
// known to the kernel alone; terminals, audit sessions, ancestry and calls of setsid say much of
// it.
#pragma once

#include <string_view>

#include "process/process.hpp"

namespace pipehound::process {

/// The nearest of itself and its ancestors that called setsid, where that is audited; else the
/// topmost that is at the same terminal and in the same audit session, below init.
[[nodiscard]] const Process& session_leader(const Process& process) noexcept;

/// At a terminal, where shells put each job into a group of its own, the ancestor or itself just
/// below the session's leader; elsewhere the session's leader.
[[nodiscard]] const Process& group_leader(const Process& process) noexcept;

/// Where somebody, or a service, came in: the topmost of itself and its ancestors in the same audit
/// session, below what lets in.
[[nodiscard]] const Process& entry_leader(const Process& process) noexcept;

/// How that one came in, by who started it: init, sshd, container, terminal, unknown. The words are
/// Elastic's (process.entry_leader.entry_meta.type).
[[nodiscard]] std::string_view entry_type(const Process& entry_leader) noexcept;

}  // namespace pipehound::process
