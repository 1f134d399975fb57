// SPDX-License-Identifier: Apache-2.0
// What the kernel's audit is doing now: on or off, who listens, and its rules. Read over netlink,
// never altered.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "audit/kernel_rule.hpp"

namespace pipehound::plugin {

struct KernelState {
    std::uint32_t enabled = 0;  ///< 0 off, 1 on, 2 on and locked until the next boot
    std::uint32_t daemon = 0;   ///< pid of the audit daemon, 0 for none
    std::uint32_t lost = 0;     ///< records since boot that nobody got
    std::uint32_t backlog = 0;
    std::uint32_t backlog_limit = 0;
    std::uint32_t rate_limit = 0;          ///< records a second; 0: no limit
    std::vector<audit::KernelRule> rules;  ///< in the order in which the kernel tries them
};

/// what() says why and what to do about it.
class KernelStateError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Needs CAP_AUDIT_CONTROL. Throws KernelStateError, at the latest when `patience` is over.
[[nodiscard]] KernelState read_kernel_state(
    std::chrono::milliseconds patience = std::chrono::seconds{2});

/// What keeps all detections from firing, or may keep any from it; a sentence each.
[[nodiscard]] std::vector<std::string> impediments(const KernelState& state);

}  // namespace pipehound::plugin
