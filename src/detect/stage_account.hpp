// SPDX-License-Identifier: Apache-2.0
// Keeps account of one rule, or one stage of a sequence: which events came by, which matched, and
// what the others lacked.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "detect/explanation.hpp"
#include "detect/near_misses.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::detect {

class StageAccount {
public:
    /// Both must outlive it; the rule has its condition. `sequence`: where it is a stage of one.
    StageAccount(const CompiledRule& rule, const CompiledSequence* sequence, std::size_t limit);

    [[nodiscard]] const CompiledRule& rule() const noexcept { return *rule_; }

    /// Is the rule asked of records of this type?
    [[nodiscard]] bool asks_type(std::string_view type) const;

    /// An event of the rule's category came by, about which `answers` are. True where it matches.
    bool take(Answers& answers, const MarkEvent& mark);

    [[nodiscard]] StageExplanation explanation() const;

private:
    void take_match(Answers& answers, const MarkEvent& mark);
    [[nodiscard]] const std::vector<rule::Sequence::Key>& keys() const;
    [[nodiscard]] JoinKey join_key(Answers& answers);

    const CompiledRule* rule_;
    const CompiledSequence* sequence_;
    std::size_t limit_;
    std::set<std::string, std::less<>> types_;  // of records, folded; none: all
    NearMisses misses_;
    StageExplanation found_;
};

}  // namespace pipehound::detect
