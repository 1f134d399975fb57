// SPDX-License-Identifier: Apache-2.0
// Any call that somebody asks for by name -> event::SystemCallMade.
#pragma once

#include "audit/translate/material.hpp"

namespace pipehound::audit {

void translate_system_call(const Material& material, Acts& acts);

}  // namespace pipehound::audit
