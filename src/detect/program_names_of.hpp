// SPDX-License-Identifier: Apache-2.0
// The names by which a program may be meant in a rule, beside the file that runs: /bin/sh is
// /usr/bin/dash, and nc is nc.openbsd (Debian). All of them are chosen by whoever starts the
// program, so they may widen a match and never exclude.
#pragma once

#include <string>
#include <vector>

#include "event/facts.hpp"

namespace pipehound::detect {

/// Beside the executable itself, as whole paths, or as base names. On a merged system /bin/x is
/// /usr/bin/x, so both are given.
[[nodiscard]] std::vector<std::string> other_names(const event::ProcessFacts& program,
                                                   bool whole_path);

}  // namespace pipehound::detect
