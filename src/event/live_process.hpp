// SPDX-License-Identifier: Apache-2.0
// What /proc tells of one process at one moment. The plugin reads it off the reading path; detect/
// takes it as a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event/event.hpp"

namespace pipehound::event {

/// One open descriptor, from /proc/PID/fd and /proc/PID/fdinfo. Two descriptors meet when kind,
/// device and inode are the same.
struct Descriptor {
    enum class Kind : std::uint8_t { fifo, pipe, socket };
    std::int32_t fd = -1;
    Kind kind = Kind::pipe;
    std::uint64_t device =
        0;  ///< st_dev as fstat gives it; compares with other descriptors, not with audit's dev
    std::uint64_t inode = 0;
    bool reads = false;
    bool writes = false;
    std::string path;  ///< of a FIFO: the link's text, without " (deleted)"
    bool deleted = false;
    Endpoint remote;  ///< of a connected IPv4 or IPv6 socket; else empty
};

struct LiveProcess {
    Pid pid{};
    Pid ppid{};
    std::uint64_t start_ticks = 0;  ///< field 22 of /proc/PID/stat: clock ticks since boot
    Time started{};                 ///< the same as a time, to within a tick
    Session session = Session::unset;
    Uid login_uid = Uid::unset;
    Uid uid = Uid::unset;
    Gid gid = Gid::unset;
    std::string comm;
    std::string exe;
    std::vector<std::string> argv;
    std::string cwd;
    std::string unit;  ///< systemd's system unit, by the control group; empty where there is none
    std::vector<Descriptor> descriptors;  ///< pipes, FIFOs and IP sockets only; empty where not
                                          ///< asked for or not readable
};

/// The process as an event: it was found at that time. Of this host.
[[nodiscard]] inline Event found(const LiveProcess& live, Time now) {
    Event event;
    event.header.time = now;
    auto& actor = event.actor;
    actor.pid = live.pid;
    actor.ppid = live.ppid;
    actor.login_uid = live.login_uid;
    actor.uid = actor.euid = live.uid;
    actor.gid = actor.egid = live.gid;
    actor.session = live.session;
    actor.comm = live.comm;
    actor.exe = live.exe;
    event.act = ProcessFound{live.argv, live.cwd};
    return event;
}

}  // namespace pipehound::event
