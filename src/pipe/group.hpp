// SPDX-License-Identifier: Apache-2.0
// The surroundings of a FIFO: the FIFOs tied to it and the processes among which its circle, if
// there is one, closes.
#pragma once

#include <vector>

#include "pipe/fifo_table.hpp"
#include "process/process.hpp"

namespace pipehound::pipe {

struct Group {
    std::vector<const Fifo*>
        fifos;  ///< the one asked about first; the others share a holder with one of these
    std::vector<const process::Process*> members;  ///< nearest to the holders first
    bool truncated = false;  ///< more processes stand around than are looked at
};

/// The processes below the lowest common ancestors of the FIFOs' holders; nearest first, at most a
/// few hundred.
[[nodiscard]] Group group_around(const Fifo& fifo, FifoTable& fifos);

}  // namespace pipehound::pipe
