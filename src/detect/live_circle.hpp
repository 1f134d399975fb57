// SPDX-License-Identifier: Apache-2.0
// What /proc/PID/fd shows of a circle. Records leave open which pipe joins whom; here each
// descriptor has an inode.
//
// The idea is that of pipe/flow_graph.hpp with true edges: a channel (pipe, FIFO, socket) leads to
// each process that uses it as a source, and from each that uses it as a sink. The circle goes from
// a connected socket through the shell back to that socket and passes at least one FIFO.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/live_process.hpp"

namespace pipehound::detect {

struct LiveCircle {
    event::Pid shell{};    ///< a shell, by the file that runs or its names; or an interpreter that
                           ///< runs its input
    event::Pid network{};  ///< the process with the connected socket
    event::Endpoint remote;
    std::string fifo;             ///< path of a FIFO on the circle
    bool takes_commands = false;  ///< the shell was called to run its input; else it is a loop or a
                                  ///< script that reads it
};

/// The surest circle that these processes close, if they close one.
[[nodiscard]] std::optional<LiveCircle> live_circle(
    const std::vector<event::LiveProcess>& processes);

}  // namespace pipehound::detect
