// SPDX-License-Identifier: Apache-2.0
// What a well-known program, called in that way, cannot do: pass on its input, or give out what the
// network sends. Excludes, so it trusts nothing but the file that runs, in a system folder, and
// reads all arguments. (A program can still be bent by a file it reads, as curl by ~/.curlrc: so
// this only ever lowers a judgement from records, and the live check overrules it.)
#pragma once

#include "process/process.hpp"

namespace pipehound::pipe {

/// False where its program surely leaves its standard input alone. A fork that runs nothing of its
/// own may always read.
[[nodiscard]] bool may_read_input(const process::Process& process);

/// False where its program surely prints nothing of what the network sends.
[[nodiscard]] bool may_print_received(const process::Process& process);

}  // namespace pipehound::pipe
