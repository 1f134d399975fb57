// SPDX-License-Identifier: Apache-2.0
// What the process table knows, as the values that fields are read from.
#pragma once

#include <string_view>

#include "event/facts.hpp"
#include "process/process.hpp"

namespace pipehound::detect {

/// `comm`: where the event tells it; the table does not keep it.
[[nodiscard]] event::ProcessFacts process_facts(const process::Process& process,
                                                std::string_view node, std::string_view comm = {});

/// Fills in executable, called and names alone: what most rules ask for, at a fraction of the cost.
void tell_names(const process::Process& process, std::string_view comm, event::ProcessFacts& facts);

void tell_parent(const process::Process& process, std::string_view node, event::Facts& facts);
void tell_ancestors(const process::Process& process, event::Facts& facts);

}  // namespace pipehound::detect
