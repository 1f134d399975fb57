// SPDX-License-Identifier: Apache-2.0
// Remembers those groups of correlations that came nearest to fulfil them.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "detect/correlation_listener.hpp"
#include "detect/explanation.hpp"
#include "event/node_names.hpp"

namespace pipehound::detect {

class CorrelationAccount : public CorrelationListener {
public:
    /// Both must outlive it.
    CorrelationAccount(const RuleBook& book, const event::NodeNames& nodes, std::size_t limit);

    void judged(const CompiledCorrelation& correlation, const std::vector<std::string>& key,
                const CorrelationGroup& memory, event::Time end) override;

    /// One that refers to another stands before it.
    [[nodiscard]] std::vector<CorrelationExplanation> explanations() const;

private:
    struct Group {
        std::vector<std::string> key;
        double lacks = 0;
        CorrelationExplanation::Group told;
    };
    struct Account {
        std::vector<Group> nearest;               // each group once, as it was when it came nearest
        std::set<std::vector<std::string>> done;  // groups that fulfilled it
        CorrelationExplanation told;
    };

    [[nodiscard]] CorrelationExplanation::Group describe(const CompiledCorrelation& correlation,
                                                         const std::vector<std::string>& key,
                                                         const CorrelationGroup& memory,
                                                         event::Time end) const;
    [[nodiscard]] std::string title(const CorrelationInput& input) const;

    const RuleBook& book_;
    const event::NodeNames& nodes_;
    std::size_t limit_;
    std::deque<Account> accounts_;  // by correlation
};

}  // namespace pipehound::detect
