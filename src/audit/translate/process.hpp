// SPDX-License-Identifier: Apache-2.0
// Calls by which processes end, fork, change who they are and signal each other -> the acts of that
// name in event/event.hpp. All of them stand in the SYSCALL record alone.
#pragma once

#include "audit/translate/material.hpp"

namespace pipehound::audit {

void translate_ending(const Material& material, Acts& acts);
void translate_user_change(const Material& material, Acts& acts);
void translate_group_change(const Material& material, Acts& acts);
void translate_session(const Material& material, Acts& acts);
void translate_signal(const Material& material, Acts& acts);
void translate_fork(const Material& material, Acts& acts);

}  // namespace pipehound::audit
