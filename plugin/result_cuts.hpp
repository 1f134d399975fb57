// SPDX-License-Identifier: Apache-2.0
// EQL's pipes over what a hunt finds: of each rule that has some, the first or the last so many
// alerts. Holds as many alerts as the tails ask for.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "alert/alert.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::plugin {

class ResultCuts {
public:
    explicit ResultCuts(const detect::RuleBook& book);

    /// Calls `tell(alert::Alert)` for what is told by now.
    template <typename Tell>
    void take(alert::Alert alert, Tell&& tell) {
        const auto line = lines_.find(alert.rule.id);
        if (line == lines_.end()) return tell(std::move(alert));
        pass(line->second, 0, std::move(alert), tell);
    }

    /// There will be no more alerts: calls `tell` for the last ones of each rule.
    template <typename Tell>
    void finish(Tell&& tell) {
        for (auto& [id, line] : lines_)
            for (std::size_t at = 0; at < line.size(); ++at)
                for (auto& alert : std::exchange(line[at].kept, {}))
                    pass(line, at + 1, std::move(alert), tell);
    }

private:
    struct Stage {
        rule::Cut cut;
        std::size_t passed = 0;           // by those that keep the first
        std::deque<alert::Alert> kept{};  // by those that keep the last
    };
    using Line = std::vector<Stage>;

    /// From that stage on.
    template <typename Tell>
    static void pass(Line& line, std::size_t at, alert::Alert alert, Tell& tell) {
        for (; at < line.size(); ++at) {
            auto& [cut, passed, kept] = line[at];
            if (cut.keeps == rule::Cut::Keeps::last) {
                kept.push_back(std::move(alert));
                if (kept.size() > cut.count) kept.pop_front();
                return;
            }
            if (passed++ >= cut.count) return;
        }
        tell(std::move(alert));
    }

    std::map<std::string, Line> lines_;  // by the rule's id
};

}  // namespace pipehound::plugin
