// SPDX-License-Identifier: Apache-2.0
// A verdict and the tables behind it -> the alert, with all members and all evidence.
#pragma once

#include <string_view>

#include "alert/alert.hpp"
#include "detect/incident.hpp"
#include "pipe/judgement.hpp"
#include "process/process_table.hpp"

namespace pipehound::detect {

/// What the tables tell of an incident at this moment. `before` is the level that was alerted last.
[[nodiscard]] alert::Alert pipe_alert(const pipe::Verdict& verdict, const Incident& incident,
                                      const process::ProcessTable& processes,
                                      std::string_view node);

}  // namespace pipehound::detect
