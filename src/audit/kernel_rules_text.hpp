// SPDX-License-Identifier: Apache-2.0
// Rules as auditctl takes them, in /etc/audit/rules.d and in the output of `auditctl -l` -> values.
// Deliberately without libaudit's own parser: that one resolves user names and prints complaints.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/kernel_rule.hpp"

namespace pipehound::audit {

/// A line that only steers (-D, -b, -e, ...), a comment, or nothing.
struct NoRule {};

struct UnreadableRule {
    std::size_t line = 0;  ///< from 1; 0 for a line that was read alone
    std::string reason;
};

/// What a line means depends on the machine it is for, and a `-w PATH` on whether that is a
/// directory there. src/ cannot look: left alone, a path is a directory if it ends in `/`.
struct RuleReading {
    Machine machine = native_machine();
    std::function<bool(const std::string&)> is_directory;
};

using RuleLine = std::variant<NoRule, KernelRule, UnreadableRule>;

[[nodiscard]] RuleLine parse_rule_line(std::string_view line, const RuleReading& reading = {});

struct RulesText {
    std::vector<KernelRule> rules;  ///< in the order in which the kernel would try them
    std::vector<UnreadableRule> unreadable;
};

[[nodiscard]] RulesText parse_rules_text(std::string_view text, const RuleReading& reading = {});

}  // namespace pipehound::audit
