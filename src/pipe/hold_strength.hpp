// SPDX-License-Identifier: Apache-2.0
// How firmly a process holds a FIFO that it opened.
#pragma once

#include <algorithm>
#include <cstdint>

#include "process/process.hpp"

namespace pipehound::pipe {

/// A shell opens a redirection before it runs the command, in the same pid (bash, zsh) or in the
/// parent (dash, ash, ksh93): who opened is not always who uses.
enum class Strength : std::uint8_t {
    shell,  ///< a running shell's own redirection: perhaps brief, its later children may or may not
            ///< have it
    subshell,  ///< a forked shell's redirection: for all that the subshell runs
    own        ///< the program's own, or redirected for it: it has the FIFO as long as it runs
};

[[nodiscard]] inline Strength strength(const process::Hold& hold, const process::Process& holder) {
    const bool for_a_program =
        hold.passed || hold.script || !hold.program || !hold.program->is_shell();
    if (for_a_program || holder.current().since.ordinal > hold.renewed) return Strength::own;
    return hold.forked ? Strength::subshell : Strength::shell;
}

/// Does it hold a FIFO by more than a running shell's own redirection?
[[nodiscard]] inline bool attached(const process::Process& process) {
    const auto& holds = process.holds();
    return std::any_of(holds.begin(), holds.end(), [&](const auto& hold) {
        return strength(hold, process) != Strength::shell;
    });
}

}  // namespace pipehound::pipe
