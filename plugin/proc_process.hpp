// SPDX-License-Identifier: Apache-2.0
// One process as /proc/PID tells it (proc(5)), but for its descriptors. All is read through one
// descriptor of the folder, so a pid that is reused meanwhile gives an end, not a mixture.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/live_process.hpp"
#include "file_descriptor.hpp"

namespace pipehound::plugin {

/// Every process that is there now.
[[nodiscard]] std::vector<event::Pid> all_pids();

/// The parent of `pid`; nothing once it is gone.
[[nodiscard]] std::optional<event::Pid> parent_of(event::Pid pid);

/// Not open once the process is gone.
[[nodiscard]] FileDescriptor open_process(event::Pid pid);

/// systemd's system unit, out of the content of /proc/PID/cgroup; empty where it names none.
[[nodiscard]] std::string systemd_unit(std::string_view cgroups);

/// Nothing once the process is gone. What may not be read stays empty. `descriptors` are left to
/// proc_descriptors.hpp.
[[nodiscard]] std::optional<event::LiveProcess> read_process(const FileDescriptor& folder,
                                                             event::Pid pid);

/// The content of a small file in `folder`, up to `limit` bytes; empty where it cannot be read.
[[nodiscard]] std::string read_small_file(int folder, const char* name, std::size_t limit = 4096);

/// The text of a link in `folder`; empty where it cannot be read.
[[nodiscard]] std::string read_link(int folder, const char* name);

}  // namespace pipehound::plugin
