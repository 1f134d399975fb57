// SPDX-License-Identifier: Apache-2.0
// An alert as a person wants to read it at 3 a.m.: what happened first, then why, who, where, and
// the records to look up.
#pragma once

#include <cstddef>
#include <string>

#include "alert/alert.hpp"

namespace pipehound::alert {

struct Style {
    bool colour =
        false;  ///< escape sequences for a terminal; the caller knows whether it writes to one
    std::size_t width =
        140;             ///< where long command lines are cut, in columns; the JSON has them whole
    std::string host{};  ///< this host's name, for alerts whose records carry no `node=`
};

/// Several lines, the last with its newline. Of what an attacker may choose only printable ASCII
/// gets through, quoted as a shell would read it back (quoting.hpp), so nothing can move the cursor
/// or forge a line.
[[nodiscard]] std::string text(const Alert& alert, const Style& style = {});

}  // namespace pipehound::alert
