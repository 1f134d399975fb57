// SPDX-License-Identifier: Apache-2.0
// What a process opened that matters here: FIFOs and internet connections.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "event/event.hpp"
#include "process/program.hpp"

namespace pipehound::process {

/// A FIFO by the number that pipe::FifoTable gave it; never reused.
enum class FifoKey : std::uint64_t {};

/// A process opened a FIFO. Opening it again in the same way by the same program renews the hold.
struct Hold {
    FifoKey fifo{};
    bool reads = false;
    bool writes = false;
    std::int32_t fd = -1;
    event::Moment opened;                    ///< the first time
    event::Ordinal renewed = 0;              ///< the last time
    std::shared_ptr<const Program> program;  ///< what the process ran as it opened
    bool forked = false;                     ///< that program was inherited: a subshell opened it
    bool passed = false;  ///< a shell that redirects before it forks opened it for this process
    bool script = false;  ///< the shell opened it to run it as its script
    bool kept = false;    ///< a later descriptor had a higher number: this one stayed open
};

/// A process connected, accepted or bound over IPv4 or IPv6.
struct Connection {
    enum class Kind : std::uint8_t {
        accepted,
        connected,
        bound,
        named  ///< no connection was seen: a network tool by its name only
    };
    Kind kind = Kind::connected;
    event::Endpoint endpoint;  ///< the remote end; of `bound` the local one
    event::Moment made;
    std::shared_ptr<const Program> program;  ///< what the process ran as it made it

    /// A conversation with another host is likely. Port 53 is a resolver's, at work in any network
    /// program.
    [[nodiscard]] bool strong() const noexcept {
        return (kind == Kind::connected || kind == Kind::accepted) && endpoint.port != 53;
    }
};

}  // namespace pipehound::process
