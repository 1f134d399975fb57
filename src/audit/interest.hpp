// SPDX-License-Identifier: Apache-2.0
// What the stages behind the stream want of it beyond what tracking FIFOs takes.
#pragma once

#include <functional>
#include <string_view>

namespace pipehound::audit {

struct Interest {
    bool files = false;  ///< files of every type, not FIFOs alone

    /// Is this raw line, of that type, worth to be told as a record? Asked of every line with a
    /// sound head, but for EOE; must be quick and must not throw. Empty: no line is.
    std::function<bool(std::string_view type, std::string_view line)> record;
};

}  // namespace pipehound::audit
