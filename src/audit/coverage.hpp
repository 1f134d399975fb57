// SPDX-License-Identifier: Apache-2.0
// Do the kernel's rules show what a detection needs? And if not, why, and what is to be done.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "audit/kernel_rule.hpp"
#include "audit/need.hpp"

namespace pipehound::audit {

struct Coverage {
    enum class State : std::uint8_t { not_covered, partly, covered };
    State state = State::covered;
    /// Whole sentences: what is missing and why, then what to do. Of what is covered, who sees to
    /// it where that is not the kernel.
    std::vector<std::string> reasons;
};

/// `rules` in the order in which the kernel tries them. Whether audit is on at all, and whether
/// anybody listens, rules do not tell.
[[nodiscard]] Coverage cover(const Need& need, std::span<const KernelRule> rules,
                             Machine machine = native_machine());

/// What to install or to add so that the need is met, whatever there is: a sentence.
[[nodiscard]] std::string remedy(const Need& need);

}  // namespace pipehound::audit
