// SPDX-License-Identifier: Apache-2.0
// Hears each time that a group of a correlation is judged. For explanations.
#pragma once

#include <string>
#include <vector>

#include "detect/correlation_group.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::detect {

class CorrelationListener {
public:
    virtual ~CorrelationListener() = default;

    /// `memory` is what the group has seen in a timespan that ends at `end`.
    virtual void judged(const CompiledCorrelation& correlation, const std::vector<std::string>& key,
                        const CorrelationGroup& memory, event::Time end) = 0;
};

}  // namespace pipehound::detect
