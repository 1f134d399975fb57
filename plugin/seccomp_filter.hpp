// SPDX-License-Identifier: Apache-2.0
// Which system calls this process may make from now on; its threads, too.
#pragma once

#include <cstdint>

namespace pipehound::plugin {

enum class CallSet : std::uint8_t {
    plugin,       ///< what pipehound run does once it reads: reload and look-ups of users included
    kernel_asker  ///< what asks the kernel about its audit
};

/// What is not in the set fails with EPERM; what starts a program ends the process, and the kernel
/// writes a record of that (SECCOMP). To be called before there are threads. Throws
/// std::system_error.
void allow_only(CallSet set);

}  // namespace pipehound::plugin
