// SPDX-License-Identifier: Apache-2.0
// Who made the call: a SYSCALL record -> event::Actor.
#pragma once

#include <optional>

#include "audit/translate/material.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

/// Nothing, and counted, where the record does not tell its pid and ppid, or where there is none.
[[nodiscard]] std::optional<event::Actor> translate_actor(const Material& material);

}  // namespace pipehound::audit
