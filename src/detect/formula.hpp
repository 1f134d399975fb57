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

    /// In this order `and` is the least, `or` the greatest.
    enum class Truth : std::uint8_t { no, unknown, yes };

    /// A part of the condition beside what was compiled of it, for those who explain: what it comes
    /// to, the formula itself says.
    class Part;

    /// The whole. `written`: the condition that the formula was made of; must outlive its parts.
    [[nodiscard]] Part whole(const rule::Condition& written) const;

private:
    struct FieldRelation {
        FieldNumber field;
        rule::FieldTest::Relation relation;
        bool cased;
    };
    using Check = std::variant<TextMatcher, TextSet, rule::NumberTest, Network, rule::ExistsTest,
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
        std::vector<std::uint32_t> parts;    // nodes as written; of a question its index
        std::vector<std::uint32_t> asked{};  // nodes that come to the same, in the order in which
                                             // they are asked: what is cheap and telling first
    };

    class Compiler;

    [[nodiscard]] Truth truth(const Node& node, Answers& answers) const;
    [[nodiscard]] static Truth truth(const Question& question, Answers& answers);
    [[nodiscard]] static bool holds(const Question& question, const Answer& answer,
                                    Answers& answers);
    [[nodiscard]] static Answer answer(const Question& question, Answers& answers);

    std::vector<Node> nodes_;  // parts before what they are parts of; the whole is the last
    std::vector<Question> questions_;
};

class Formula::Part {
public:
    [[nodiscard]] const rule::Condition& written() const noexcept { return *written_; }
    /// What it is made of; nothing where it is one test.
    [[nodiscard]] std::vector<Part> parts() const;
    /// The test, where it is one.
    [[nodiscard]] const rule::Predicate* test() const noexcept {
        return std::get_if<rule::Predicate>(&written_->is);
    }
    [[nodiscard]] Truth truth(Answers& answers) const;

    /// Of a test: what it is asked of. Not told where the event does not have it, or none has.
    [[nodiscard]] Answer seen(Answers& answers) const;
    /// Those of these values of which the test holds.
    [[nodiscard]] Answer fitting(Answers& answers) const;
    /// Of a test that compares two fields: the other one.
    [[nodiscard]] std::optional<Answer> compared(Answers& answers) const;

private:
    friend class Formula;
    Part(const Formula& formula, std::uint32_t node, const rule::Condition& written)
        : formula_{&formula}, node_{node}, written_{&written} {}
    [[nodiscard]] const Question* question() const noexcept;

    const Formula* formula_;
    std::uint32_t node_;
    const rule::Condition* written_;
};

}  // namespace pipehound::detect
