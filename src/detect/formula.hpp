// SPDX-License-Identifier: Apache-2.0
// A condition, compiled against a lexicon. Immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "detect/answers.hpp"
#include "detect/lexicon.hpp"
#include "detect/text_matcher.hpp"
#include "rule/condition.hpp"

namespace pipehound::detect {

/// An IPv4 or IPv6 network; ::/0 holds no IPv4 address.
class Network {
public:
    /// Throws rule::Refusal where `text` is no network.
    Network(const std::string& text, rule::Place place);
    [[nodiscard]] bool contains(std::string_view address) const noexcept;

private:
    std::array<std::uint8_t, 16> address_{};
    unsigned bits_ = 0;
    bool is_v4_ = false;  // kept as IPv4-mapped IPv6
};

/// Gives the number of a field; throws Unanswerable.
using NumberOf = std::function<FieldNumber(std::string_view field, Lexicon::Names names)>;

class Formula {
public:
    /// `widens`: program names may match by any name where that does not exclude. Throws
    /// Unanswerable, rule::Refusal.
    Formula(const rule::Condition& condition, const NumberOf& number_of, bool widens);

    [[nodiscard]] bool holds(Answers& answers) const { return holds(nodes_.back(), answers); }

private:
    struct FieldRelation {
        FieldNumber field;
        rule::FieldTest::Relation relation;
        bool cased;
    };
    using Check = std::variant<TextMatcher, rule::NumberTest, Network, rule::ExistsTest,
                               rule::NullTest, FieldRelation>;
    struct Question {
        FieldNumber field;
        rule::DatePart part;
        Check check;
    };
    enum class Kind : std::uint8_t { question, all, any, negation };
    struct Node {
        Kind kind;
        std::vector<std::uint32_t> parts;  // nodes; of a question its index
    };

    class Compiler;

    [[nodiscard]] bool holds(const Node& node, Answers& answers) const;
    [[nodiscard]] static bool answered(const Question& question, Answers& answers);

    std::vector<Node> nodes_;  // parts before what they are parts of; the whole is the last
    std::vector<Question> questions_;
};

}  // namespace pipehound::detect
