// SPDX-License-Identifier: Apache-2.0
// init_module, finit_module, delete_module -> event::ModuleChanged.
#pragma once

#include "audit/translate/material.hpp"

namespace pipehound::audit {

void translate_loading(const Material& material, Acts& acts);
void translate_unloading(const Material& material, Acts& acts);

}  // namespace pipehound::audit
