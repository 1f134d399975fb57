// SPDX-License-Identifier: Apache-2.0
// Conditions of every shape over some fields, for tests that must hold of all of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rule/condition.hpp"
#include "rule/sigma_value.hpp"
#include "support/chance.hpp"

namespace pipehound::test {

class RandomCondition {
public:
    /// `letters`: what values are made of.
    RandomCondition(Chance& chance, std::vector<std::string> fields,
                    std::vector<std::string> letters)
        : chance_{chance}, fields_{std::move(fields)}, letters_{std::move(letters)} {}

    rule::ConditionPtr make(int depth = 3) {
        if (depth == 0 || chance_.one_in(4))
            return rule::make({chance_.of(fields_), rule::DatePart::none, test(), {}});
        if (chance_.one_in(4)) return rule::not_of(make(depth - 1));
        std::vector<rule::ConditionPtr> parts;
        for (auto left = chance_.below(3) + 1; left > 0; --left) parts.push_back(make(depth - 1));
        return chance_.one_in(2) ? rule::all_of(std::move(parts)) : rule::any_of(std::move(parts));
    }

private:
    rule::Test test() {
        switch (chance_.below(12)) {
            case 0:
                return rule::ExistsTest{chance_.one_in(2)};
            case 1:
                return rule::NullTest{};
            case 2:
                return rule::RegexTest{chance_.one_in(2) ? "[a-k]" : "s.?h", chance_.one_in(2)};
            case 3:
                return rule::FieldTest{chance_.of(fields_), rule::FieldTest::Relation::contains,
                                       chance_.one_in(2)};
            case 4:
                return rule::NumberTest{rule::Order::greater, 1};
            default:
                return rule::TextTest{pattern(), chance_.one_in(3)};
        }
    }

    rule::Pattern pattern() {
        rule::Pattern pattern;
        for (auto left = chance_.below(4); left > 0; --left) {
            const auto kind = chance_.below(12);
            if (kind < 6) pattern.add(chance_.text(letters_, 3));
            if (kind >= 6 && kind < 10) pattern.add(rule::Pattern::Kind::any_run);
            if (kind == 10) pattern.add(rule::Pattern::Kind::any_one);
            if (kind == 11) pattern.add(rule::Pattern::Kind::dash);
        }
        if (chance_.one_in(2)) pattern = pattern.after_any();
        return chance_.one_in(2) ? pattern.before_any() : pattern;
    }

    Chance& chance_;
    std::vector<std::string> fields_;
    std::vector<std::string> letters_;
};

}  // namespace pipehound::test
