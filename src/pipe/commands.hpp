// SPDX-License-Identifier: Apache-2.0
// The programs that were started below a process: what a shell was made to do.
#pragma once

#include <vector>

#include "process/process.hpp"

namespace pipehound::pipe {

struct Command {
    const process::Execution* run = nullptr;    ///< the program and when it began
    const process::Process* process = nullptr;  ///< who ran it
    const process::Program* owner =
        nullptr;  ///< what the process above was itself then; may be nullptr
    bool own =
        false;  ///< started by that process or by its bare forks, not by a program that it started
};

/// In order of their start, the latest few hundred. Views into the table: valid until it changes.
[[nodiscard]] std::vector<Command> commands_below(const process::Process& process);

/// Is one of these its own? Looks no further than it has to.
[[nodiscard]] bool started_commands(const process::Process& process);

}  // namespace pipehound::pipe
