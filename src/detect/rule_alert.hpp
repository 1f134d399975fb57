// SPDX-License-Identifier: Apache-2.0
// What a loaded rule found -> the alert, with who did it and the evidence.
#pragma once

#include <string_view>

#include "alert/alert.hpp"
#include "detect/sighting.hpp"
#include "process/process_table.hpp"

namespace pipehound::detect {

[[nodiscard]] alert::Alert rule_alert(const Sighting& sighting,
                                      const process::ProcessTable& processes,
                                      std::string_view node);

}  // namespace pipehound::detect
