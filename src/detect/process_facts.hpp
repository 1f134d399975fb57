// SPDX-License-Identifier: Apache-2.0
// What the process table knows, as the values that fields are read from.
#pragma once

#include <string_view>

#include "event/facts.hpp"
#include "event/fields.hpp"
#include "process/process.hpp"
#include "process/process_table.hpp"

namespace pipehound::detect {

/// Whose facts are told, for the time of a call.
struct Asked {
    const process::Process& process;
    const process::ProcessTable& processes;
    std::string_view node;
    std::string_view comm;  ///< where the event tells it; the table does not keep it
};

/// Fills in that part of the facts. `names` and `parent_names` are what most rules ask for, at a
/// fraction of the cost.
void tell(const Asked& asked, event::Needs part, event::Facts& facts);

}  // namespace pipehound::detect
