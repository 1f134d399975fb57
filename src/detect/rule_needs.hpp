// SPDX-License-Identifier: Apache-2.0
// Which of the kernel's audit records a rule rests on.
#pragma once

#include <set>

#include "audit/need.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

/// What must be audited so that the rule can fire in each of the ways that it names. A rule that
/// names files gets them one by one; one that names parts of paths, anywhere.
[[nodiscard]] std::set<audit::Need> rule_needs(const rule::LogSource& source,
                                               const rule::Condition& condition);

[[nodiscard]] std::set<audit::Need> event_needs(const rule::EventQuery& query);

/// Of the core's own detection.
[[nodiscard]] std::set<audit::Need> pipe_needs();

}  // namespace pipehound::detect
