// SPDX-License-Identifier: Apache-2.0
// The names by which a program may be meant in a rule, beside the file that runs: /bin/sh is
// /usr/bin/dash, and nc is nc.openbsd (Debian). All of them are chosen by whoever starts the
// program, so they may widen a match and never exclude.
#pragma once

#include <functional>
#include <string_view>

#include "event/facts.hpp"

namespace pipehound::detect {

/// Calls `tell` with each, beside the executable itself: as whole paths, or as base names. On a
/// merged system /bin/x is /usr/bin/x, so both are given. Some may come twice.
void each_other_name(const event::ProcessFacts& program, bool whole_path,
                     const std::function<void(std::string_view)>& tell);

}  // namespace pipehound::detect
