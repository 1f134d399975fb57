// SPDX-License-Identifier: Apache-2.0
// A condition, compiled against a lexicon. Immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "detect/answers.hpp"
#include "detect/computation.hpp"
#include "detect/lexicon.hpp"
#include "detect/network.hpp"
#include "detect/text_matcher.hpp"
#include "rule/condition.hpp"

namespace pipehound::detect {

/// Gives the number of a field; throws Unanswerable.
using NumberOf = std::function<FieldNumber(std::string_view field, Lexicon::Names names)>;

class Formula {
public:
    /// `widens`: program names may match by any name where that does not exclude. Throws
    /// Unanswerable, rule::Refusal.
    Formula(const rule::Condition& condition, const NumberOf& number_of, bool widens);

    [[nodiscard]] bool holds(Answers& answers) const {
        return truth(nodes_.back(), answers) == Truth::yes;
    }

private:
    /// In this order `and` is the least, `or` the greatest.
    enum class Truth : std::uint8_t { no, unknown, yes };

    struct FieldRelation {
        FieldNumber field;
        rule::FieldTest::Relation relation;
        bool cased;
    };
    using Check = std::variant<TextMatcher, rule::NumberTest, Network, rule::ExistsTest,
                               rule::NullTest, FieldRelation, rule::TextOrderTest>;
    struct Question {
        FieldNumber field;
        rule::DatePart part;
        Check check;
        rule::Absence absence;
        std::optional<Computation> computed;  // asked instead of the field
    };
    enum class Kind : std::uint8_t { question, all, any, negation, unknown, is_unknown };
    struct Node {
        Kind kind;
        std::vector<std::uint32_t> parts;  // nodes; of a question its index
    };

    class Compiler;

    [[nodiscard]] Truth truth(const Node& node, Answers& answers) const;
    [[nodiscard]] static Truth truth(const Question& question, Answers& answers);
    [[nodiscard]] static bool holds(const Question& question, const Answer& answer,
                                    Answers& answers);

    std::vector<Node> nodes_;  // parts before what they are parts of; the whole is the last
    std::vector<Question> questions_;
};

}  // namespace pipehound::detect
