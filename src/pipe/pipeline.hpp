// SPDX-License-Identifier: Apache-2.0
// Which processes may be stages of one pipeline. Pipes are not audited; what is left is kinship,
// fork order and time.
#pragma once

#include "process/process.hpp"

namespace pipehound::pipe {

/// By pid, which the kernel gives in rising order until it wraps around.
[[nodiscard]] bool forked_before(const process::Process& one, const process::Process& other);

/// Their first signs are near in time, or both hold a FIFO: opening one waits for the other end, so
/// no time is too long.
[[nodiscard]] bool started_beside(const process::Process& one, const process::Process& other);

/// A shell ran the last stage of a pipeline in its own process (exec), beside its child `stage`.
[[nodiscard]] bool became_last_stage(const process::Process& shell, const process::Process& stage);

/// The stage that `process` stands in as seen from `other`: its topmost ancestor that is no
/// ancestor of `other`.
[[nodiscard]] const process::Process& stage_of(const process::Process& process,
                                               const process::Process& other);

}  // namespace pipehound::pipe
