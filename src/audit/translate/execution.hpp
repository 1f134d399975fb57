// SPDX-License-Identifier: Apache-2.0
// execve, execveat -> event::ProcessExecuted.
#pragma once

#include "audit/translate/material.hpp"

namespace pipehound::audit {

void translate_execution(const Material& material, Acts& acts);

}  // namespace pipehound::audit
