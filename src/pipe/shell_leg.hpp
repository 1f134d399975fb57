// SPDX-License-Identifier: Apache-2.0
// The shell leg of a circle: a process that runs commands which come in.
#pragma once

#include <cstdint>
#include <vector>

#include "pipe/commands.hpp"
#include "pipe/flow_graph.hpp"
#include "process/process.hpp"

namespace pipehound::pipe {

struct ShellLeg {
    enum class Kind : std::uint8_t {
        input,   ///< a shell or interpreter that takes its program from its input, or from a FIFO
                 ///< that it runs as a script
        turned,  ///< such a shell that exchanged its own input for a FIFO: exec <F
        loop     ///< a program that starts others: perhaps a loop that runs the lines it reads
    };
    const process::Process* process = nullptr;
    Kind kind = Kind::input;
    event::Ordinal since = 0;       ///< since when it reads
    std::vector<Command> commands;  ///< what its present program had run below it

    [[nodiscard]] FlowGraph::Nodes inputs(const FlowGraph& graph) const;
    [[nodiscard]] FlowGraph::Nodes outputs(const FlowGraph& graph) const;
};

/// A shell or interpreter at its input, or a shell that opened a FIFO as its script.
[[nodiscard]] bool takes_commands(const process::Process& process);

/// All that may be one among `members`; those that take commands first; bounded.
[[nodiscard]] std::vector<ShellLeg> shell_legs(const std::vector<const process::Process*>& members);

}  // namespace pipehound::pipe
