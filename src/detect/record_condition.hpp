// SPDX-License-Identifier: Apache-2.0
// What a rule about audit's records means where it names what the record numbers. auditd writes
// behind a record what its numbers mean, in fields of the same names in capitals (auditd.conf,
// log_format = ENRICHED; SYSCALL is there of all): `syscall: execve` asks SYSCALL, `auid: alice`
// AUID. An id that is not set is 4294967295, and 0 is root, in any format.
#pragma once

#include "rule/condition.hpp"

namespace pipehound::detect {

/// The same condition, but for such names.
[[nodiscard]] rule::ConditionPtr record_condition(const rule::ConditionPtr& condition);

}  // namespace pipehound::detect
