// SPDX-License-Identifier: Apache-2.0
// A record's type as far as the stages need to tell types apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace pipehound::audit {

enum class RecordType : std::uint8_t {
    syscall,
    execve,
    path,
    cwd,
    sockaddr,
    socketcall,
    openat2,
    module,  ///< KERN_MODULE
    proctitle,
    end,     ///< EOE: the kernel's mark behind the last record of an event
    single,  ///< an event of its own: what programs send to audit (USER_*, SERVICE_START, ...)
    daemon,  ///< auditd's own, with serials of its own
    other    ///< part of a system call's event, or alone: an end by mark or by age
};

/// The type of that name. `UNKNOWN[1425]` counts by its number.
[[nodiscard]] RecordType record_type(std::string_view name) noexcept;

}  // namespace pipehound::audit
