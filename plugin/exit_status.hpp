// SPDX-License-Identifier: Apache-2.0
// What the program says with its exit status; pipehound(8) documents it.
#pragma once

namespace pipehound::plugin {

inline constexpr int exit_success = 0;
inline constexpr int exit_alerts = 1;        ///< hunt --fail-on: an alert of that level came out
inline constexpr int exit_broken_rules = 1;  ///< check: a rule is broken
inline constexpr int exit_not_running = 1;   ///< status: no plugin answers
inline constexpr int exit_selftest_failed = 1;
inline constexpr int exit_not_explained = 1;  ///< explain: the rule does not run
inline constexpr int exit_failure = 2;        ///< bad arguments, or an input or output that failed

}  // namespace pipehound::plugin
