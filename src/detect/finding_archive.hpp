// SPDX-License-Identifier: Apache-2.0
// Findings as bytes and back, for what remembers them over a restart (event/archive.hpp).
#pragma once

#include "detect/finding.hpp"
#include "event/archive.hpp"

namespace pipehound::detect {

template <typename Archive>
void archive(Archive& at, Finding& finding) {
    archive(at, finding.moment, finding.node, finding.process.pid, finding.process.id);
    archive(at, finding.action, finding.summary, finding.event_id, finding.tiebreaker);
}

}  // namespace pipehound::detect
