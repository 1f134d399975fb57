// SPDX-License-Identifier: Apache-2.0
// Which pipes, FIFOs and IP sockets a process holds: /proc/PID/fd, /proc/PID/fdinfo, /proc/PID/net.
#pragma once

#include <vector>

#include "event/live_process.hpp"
#include "file_descriptor.hpp"

namespace pipehound::plugin {

/// At most the first 4096 descriptors are looked at. Empty where they may not be read or the
/// process is gone.
[[nodiscard]] std::vector<event::Descriptor> read_descriptors(const FileDescriptor& folder);

}  // namespace pipehound::plugin
