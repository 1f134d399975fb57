// SPDX-License-Identifier: Apache-2.0
// What the tables know about the processes of an event, beyond its own records. process/ fills it;
// fields and alerts read it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event/event.hpp"

namespace pipehound::event {

struct ProcessFacts {
    Pid pid{};
    Pid ppid{};
    std::string entity_id;  ///< stable over exec, another one after pid reuse
    std::string executable;
    std::string called;  ///< the path it was called by; empty where its exec was not seen
    std::vector<std::string>
        names;  ///< base names that it goes by beside those: argv[0], comm, the
                ///< applet of a multi-call binary; whoever starts it chooses
    std::vector<std::string> args;
    std::string cwd;
    Uid uid = Uid::unset;
    Gid gid = Gid::unset;
    std::string tty;  ///< as audit writes it; empty without a terminal
    Time started{};   ///< first sign of the process

    // For whoever tells it again: of which process and program the texts were told, so that the
    // same, as the parent of many, is not told anew.
    std::uint64_t process = 0;
    std::shared_ptr<const void> program;
};

struct Facts {
    ProcessFacts process;
    std::optional<ProcessFacts> parent;  ///< nothing where the parent never showed up
    std::vector<std::string> ancestors;  ///< files that they run: the parent's first
    std::string unit;                    ///< systemd's, of the process; empty where not known

    // Guessed from terminals, audit sessions and setsid: no record tells them. Any may be the
    // process itself.
    std::optional<ProcessFacts> group_leader;
    std::optional<ProcessFacts> session_leader;
    std::optional<ProcessFacts> entry_leader;  ///< where somebody, or a service, came in
    std::string_view entry_type;  ///< how: init, sshd, container, terminal, unknown; a literal
};

}  // namespace pipehound::event
