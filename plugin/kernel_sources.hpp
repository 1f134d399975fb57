// SPDX-License-Identifier: Apache-2.0
// The files of kernel rules that bring what a rule needs.
#pragma once

#include <set>
#include <string>

#include "audit/need.hpp"

namespace pipehound::plugin {

/// The files of rules.d that the remedies name, and who sends records by himself; nothing for a
/// line that is to be written by hand.
[[nodiscard]] std::set<std::string> sources_of(const std::set<audit::Need>& needs);

}  // namespace pipehound::plugin
