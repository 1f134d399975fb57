// SPDX-License-Identifier: Apache-2.0
// Names of MITRE ATT&CK that an alert's techniques do not carry themselves: those of the techniques
// above sub-techniques.
#pragma once

#include <string>
#include <string_view>

#include "alert/alert.hpp"

namespace pipehound::alert {

/// "T1059" of "T1059.004" and of "T1059".
[[nodiscard]] std::string_view technique_of(std::string_view id) noexcept;

[[nodiscard]] bool is_subtechnique(std::string_view id) noexcept;

/// "Command and Scripting Interpreter" for T1059; the id itself where the table does not know it.
[[nodiscard]] std::string_view technique_name(std::string_view id) noexcept;

/// Tags of a Sigma rule, "attack.t1059.004" and "attack.execution", as techniques. Which tactic a
/// technique serves there, tags do not say: each comes with one half empty.
[[nodiscard]] std::vector<Technique> techniques_of_tags(const std::vector<std::string>& tags);

/// The page of a technique, a sub-technique (".../techniques/T1059/004/") or a tactic
/// (".../tactics/TA0002/").
[[nodiscard]] std::string attack_page(std::string_view id);

}  // namespace pipehound::alert
