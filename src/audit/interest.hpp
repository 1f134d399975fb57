// SPDX-License-Identifier: Apache-2.0
// What the stages behind the stream want of it beyond what tracking FIFOs takes.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "event/event.hpp"

namespace pipehound::audit {

struct Interest {
    bool files = false;  ///< files of every type, not FIFOs alone

    /// Acts beyond programs, files and connections that are to be told: ProcessEnded and all that
    /// follow it in event::Act. Of the others nothing need be said.
    event::ActSet acts = {};

    /// Calls that are to be told as SystemCallMade, by name ("prctl"), where they have no act of
    /// their own or did not take effect; whatever their outcome.
    std::set<std::string, std::less<>> calls = {};

    /// Is this raw line, of that type, worth to be told as a record? Asked of every line with a
    /// sound head, but for EOE; must be quick and must not throw. Empty: no line is.
    std::function<bool(std::string_view type, std::string_view line)> record = {};

    /// CONFIG_CHANGE records are to be told, each with who did it: somebody changes what the kernel
    /// audits.
    bool config_changes = false;
};

}  // namespace pipehound::audit
