// SPDX-License-Identifier: Apache-2.0
// The shell leg of a circle: a process that runs commands which come in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pipe/commands.hpp"
#include "pipe/flow_graph.hpp"
#include "process/process.hpp"

namespace pipehound::pipe {

class ShellLeg {
public:
    enum class Kind : std::uint8_t {
        input,   ///< a shell or interpreter that takes its program from its input, or from a FIFO
                 ///< that it runs as a script
        turned,  ///< such a shell that exchanged its own input for a FIFO: exec <F
        loop     ///< a program that starts others: perhaps a loop that runs the lines it reads
    };
    const process::Process* process;
    Kind kind;
    event::Ordinal since;  ///< since when it reads

    ShellLeg(const process::Process& runner, Kind its_kind);

    /// What its present program had run below it. Looked for when first asked: few legs stand in a
    /// circle, and each may have hundreds. Valid until the table changes.
    [[nodiscard]] const std::vector<Command>& commands() const;
    [[nodiscard]] FlowGraph::Nodes inputs(const FlowGraph& graph) const;
    [[nodiscard]] FlowGraph::Nodes outputs(const FlowGraph& graph) const;

private:
    mutable std::optional<std::vector<Command>> commands_;  // once asked for
};

/// A shell or interpreter at its input, or a shell that opened a FIFO as its script.
[[nodiscard]] bool takes_commands(const process::Process& process);

/// All that may be one among `members`; those that take commands first; bounded.
[[nodiscard]] std::vector<ShellLeg> shell_legs(const std::vector<const process::Process*>& members);

}  // namespace pipehound::pipe
