// SPDX-License-Identifier: Apache-2.0
// What the forms of an alert need to know and cannot ask: src/ has no way to the system.
#pragma once

#include <string>

namespace pipehound::alert {

struct Context {
    std::string host{};  ///< this host's name, for alerts whose records carry no `node=`; empty:
                         ///< leave the host out
    bool truncated = false;  ///< the alert was cut to fit (trimmed.hpp); the document says so
};

}  // namespace pipehound::alert
