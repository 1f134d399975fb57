// SPDX-License-Identifier: Apache-2.0
// How many alerts each rule has told.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "alert/alert.hpp"

namespace pipehound::plugin {

class AlertTally {
public:
    struct Count {
        std::string id;
        std::string name;
        std::uint64_t told = 0;
    };

    /// What is a test, or told as excluded, does not count.
    void add(const alert::Alert& alert) {
        if (alert.kind == alert::Kind::selftest || alert.exclusion) return;
        if (counts_.size() >= limit && counts_.find(alert.rule.id) == counts_.end()) return;
        auto& count = counts_[alert.rule.id];
        count.id = alert.rule.id;
        count.name = alert.rule.name;
        ++count.told;
    }

    /// By id.
    [[nodiscard]] std::vector<Count> counts() const {
        std::vector<Count> all;
        for (const auto& [id, count] : counts_) all.push_back(count);
        return all;
    }

private:
    static constexpr std::size_t limit = 4096;  // rules come and go with each reload
    std::map<std::string, Count> counts_;
};

}  // namespace pipehound::plugin
