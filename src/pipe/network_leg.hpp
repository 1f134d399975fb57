// SPDX-License-Identifier: Apache-2.0
// The network leg of a circle: a connection and the processes that may use it.
#pragma once

#include <vector>

#include "pipe/shell_leg.hpp"
#include "process/process.hpp"

namespace pipehound::pipe {

struct NetworkLeg {
    const process::Process* process = nullptr;  ///< who made the connection
    process::Connection connection;
    std::vector<const process::Process*> carriers;  ///< who may read and write it: the maker first
};

/// All among `members`, those with a conversation first; bounded.
[[nodiscard]] std::vector<NetworkLeg> network_legs(
    const std::vector<const process::Process*>& members);

/// The same by name alone, for where connections are not audited or were made without one (sendto):
/// a network tool in its place.
[[nodiscard]] std::vector<NetworkLeg> network_legs_by_name(
    const std::vector<const process::Process*>& members);

/// Is `carrier` but a program that the shell leg itself was made to start? No circle runs through
/// such a one, unless it writes the very FIFO that the shell reads.
[[nodiscard]] bool started_by(const ShellLeg& shell, const process::Process& carrier);

}  // namespace pipehound::pipe
