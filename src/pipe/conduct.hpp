// SPDX-License-Identifier: Apache-2.0
// How a shell leg behaves: does it run what comes in, or only its own text?
#pragma once

#include <cstdint>
#include <vector>

#include "pipe/circle.hpp"
#include "pipe/commands.hpp"
#include "pipe/network_leg.hpp"
#include "pipe/shell_leg.hpp"

namespace pipehound::pipe {

/// Does something new run after a pause that no sleep explains? So a reader of commands behaves,
/// and seldom a script.
[[nodiscard]] bool waits_between(const std::vector<Command>& commands);

enum class Power : std::uint8_t { none, likely, sure };

/// Does a loop run, since the connection was made, what is not its own text?
[[nodiscard]] Power power_of_loop(const ShellLeg& loop, const NetworkLeg& network,
                                  const Circle& circle);

/// A program above the shell, within its own stage of the pipeline, that feeds it from a text of
/// its own (expect, an awk program): nullptr where there is none, or where the shell ran what is
/// foreign to that text.
[[nodiscard]] const process::Process* driver_of(const ShellLeg& shell, const NetworkLeg& network);

}  // namespace pipehound::pipe
