// SPDX-License-Identifier: Apache-2.0
// Did a shell open a FIFO in order to run what comes out of it?
#pragma once

#include <string_view>

#include "event/event.hpp"
#include "process/program.hpp"

namespace pipehound::pipe {

/// `sh FIFO`, `bash --rcfile FIFO`, `sh -c '. FIFO'`: the FIFO stands in the shell's arguments, or
/// is sourced by its text. `fifo_path` is the FIFO's own path, `open` may have named it by another.
[[nodiscard]] bool opens_as_script(const process::Program& program, const event::FileOpened& open,
                                   std::string_view fifo_path);

}  // namespace pipehound::pipe
