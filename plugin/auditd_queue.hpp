// SPDX-License-Identifier: Apache-2.0
// The queue in which auditd keeps records for its plugins: auditd itself tells of it, in a file
// that it writes when it is asked to.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::plugin {

struct AuditdQueue {
    std::uint64_t depth = 0;  ///< records that wait now
    std::uint64_t peak = 0;   ///< the most that ever waited
    std::uint64_t limit = 0;  ///< q_depth of auditd.conf
    bool overflowed = false;  ///< it was full: records were dropped, or worse (overflow_action)
    bool suspended = false;   ///< auditd passes nothing on any more
};

/// what() says why the queue is not known.
struct AuditdQueueError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the whole file says; nothing where it says nothing of the queue, or is half written.
[[nodiscard]] std::optional<AuditdQueue> queue_in(std::string_view state);

/// Where auditd writes it (auditd(8), SIGCONT): since audit 4.0, and before.
[[nodiscard]] const std::vector<std::string>& auditd_state_files();

/// Has auditd, the process `auditd`, write one of these files and reads it; they are looked at in
/// turn. For root. Throws AuditdQueueError, at the latest when `patience` is over.
[[nodiscard]] AuditdQueue ask_auditd(int auditd,
                                     const std::vector<std::string>& files = auditd_state_files(),
                                     std::chrono::milliseconds patience = std::chrono::seconds{1});

}  // namespace pipehound::plugin
