// SPDX-License-Identifier: Apache-2.0
// The core's own detection as a rule: what names it in alerts, filters and catalogs.
#pragma once

#include <vector>

#include "alert/alert.hpp"
#include "pipe/judgement.hpp"

namespace pipehound::detect {

[[nodiscard]] const alert::Rule& pipe_rule();

/// Elastic's scale of risk scores: low 21, medium 47, high 73, critical 99.
[[nodiscard]] int risk_score(event::Level level) noexcept;

/// The techniques of MITRE ATT&CK that a verdict shows.
[[nodiscard]] std::vector<alert::Technique> techniques(const pipe::Verdict& verdict);

}  // namespace pipehound::detect
