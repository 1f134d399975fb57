// SPDX-License-Identifier: Apache-2.0
#include "detect/formula.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "detect/date_part.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t most_nodes = 100'000;

/// IPv4 as IPv4-mapped IPv6, where such an IPv6 address means it, too.
struct Address {
    std::array<std::uint8_t, 16> bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    bool is_v4 = false;
    bool dotted = false;  // written as IPv4

    bool parse(const char* text) noexcept {
        const auto mapped = bytes;
        dotted = ::inet_pton(AF_INET, text, bytes.data() + 12) == 1;
        if (!dotted && ::inet_pton(AF_INET6, text, bytes.data()) != 1) return false;
        is_v4 = std::equal(bytes.begin(), bytes.begin() + 12, mapped.begin());
        return true;
    }
};

bool stands(rule::FieldTest::Relation relation, std::string_view left, std::string_view right) {
    switch (relation) {
        case rule::FieldTest::Relation::equals:
            return left == right;
        case rule::FieldTest::Relation::starts_with:
            return left.starts_with(right);
        case rule::FieldTest::Relation::ends_with:
            return left.ends_with(right);
        case rule::FieldTest::Relation::contains:
            return left.find(right) != std::string_view::npos;
    }
    return false;
}

template <typename... Arms>
struct Overloaded : Arms... {
    using Arms::operator()...;
};
template <typename... Arms>
Overloaded(Arms...) -> Overloaded<Arms...>;

/// A value more lets these hold less: another name for a program must not.
bool asks_for_absence(const rule::Test& test) {
    return std::holds_alternative<rule::NullTest>(test) ||
           std::holds_alternative<rule::ExistsTest>(test);
}

/// Does `holds` hold of any value?
template <typename Holds>
bool any_value(const Answer& answer, Holds&& holds) {
    for (std::size_t i = 0; i < answer.size(); ++i)
        if (holds(answer[i])) return true;
    return false;
}

}  // namespace

Network::Network(const std::string& text, rule::Place place) {
    const auto slash = text.find('/');
    Address address;
    const bool sound = address.parse(text.substr(0, slash).c_str());
    const auto most = address.dotted ? 32U : 128U;
    const auto written = slash == std::string::npos
                             ? std::optional<double>{most}
                             : event::to_number(std::string_view{text}.substr(slash + 1));
    if (!sound || !written || *written < 0 || *written > most ||
        *written != static_cast<unsigned>(*written))
        throw rule::Refusal{place, '"' + text + "\" is no network",
                            "as in 10.0.0.0/8 or fe80::/10"};
    address_ = address.bytes;
    bits_ = static_cast<unsigned>(*written) + (address.dotted ? 96 : 0);
    is_v4_ = address.is_v4 && bits_ >= 96;
}

bool Network::contains(std::string_view address) const noexcept {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.size() >= text.size() || address.find('\0') != std::string_view::npos) return false;
    address.copy(text.data(), address.size());
    Address other;
    if (!other.parse(text.data()) || other.is_v4 != is_v4_) return false;
    const auto whole = bits_ / 8;
    if (std::memcmp(address_.data(), other.bytes.data(), whole) != 0) return false;
    const auto rest = bits_ % 8;
    return rest == 0 || (address_[whole] ^ other.bytes[whole]) >> (8 - rest) == 0;
}

bool is_whole_number(const rule::Test& test) {
    const auto* const text = std::get_if<rule::TextTest>(&test);
    if (text == nullptr || !text->pattern.is_literal()) return false;
    const auto literal = text->pattern.literal();
    return !literal.empty() && literal.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Under an odd number of `not` a program answers by its file alone.
class Formula::Compiler {
public:
    Compiler(Formula& formula, const NumberOf& number_of, bool widens)
        : formula_{formula}, number_of_{number_of}, widens_{widens} {}

    std::uint32_t compile(const rule::Condition& condition, bool excludes) {
        if (formula_.nodes_.size() >= most_nodes)
            throw rule::Refusal{{}, "the condition is too large", "split the rule"};
        const auto known = known_.find({&condition, excludes});
        if (known != known_.end()) return known->second;
        auto node = std::visit([&](const auto& is) { return node_of(is, excludes); }, condition.is);
        formula_.nodes_.push_back(std::move(node));
        const auto index = static_cast<std::uint32_t>(formula_.nodes_.size() - 1);
        known_.emplace(std::pair{&condition, excludes}, index);
        return index;
    }

private:
    Node node_of(const rule::Predicate& predicate, bool excludes) {
        const bool any_name = widens_ && !excludes && !asks_for_absence(predicate.test);
        const Lexicon::Names names{any_name, widens_ && is_whole_number(predicate.test)};
        Question question{number_of_(predicate.field, names), predicate.part,
                          check_of(predicate, names)};
        formula_.questions_.push_back(std::move(question));
        return {Kind::question, {static_cast<std::uint32_t>(formula_.questions_.size() - 1)}};
    }
    Node node_of(const rule::All& all, bool excludes) {
        return {Kind::all, parts_of(all.parts, excludes)};
    }
    Node node_of(const rule::Any& any, bool excludes) {
        return {Kind::any, parts_of(any.parts, excludes)};
    }
    Node node_of(const rule::Not& negation, bool excludes) {
        return {Kind::negation, {compile(*negation.part, !excludes)}};
    }

    std::vector<std::uint32_t> parts_of(const std::vector<rule::ConditionPtr>& conditions,
                                        bool excludes) {
        std::vector<std::uint32_t> parts;
        for (const auto& condition : conditions) parts.push_back(compile(*condition, excludes));
        return parts;
    }

    Check check_of(const rule::Predicate& predicate, Lexicon::Names names) const {
        return std::visit(
            Overloaded{
                [](const rule::TextTest& test) -> Check { return TextMatcher{test}; },
                [&](const rule::RegexTest& test) -> Check {
                    return TextMatcher{test, predicate.place};
                },
                [&](const rule::NetworkTest& test) -> Check {
                    return Network{test.network, predicate.place};
                },
                [&](const rule::FieldTest& test) -> Check {
                    return FieldRelation{number_of_(test.field, names), test.relation, test.cased};
                },
                [](const auto& test) -> Check { return test; },
            },
            predicate.test);
    }

    Formula& formula_;
    const NumberOf& number_of_;
    bool widens_;
    std::map<std::pair<const rule::Condition*, bool>, std::uint32_t> known_;
};

Formula::Formula(const rule::Condition& condition, const NumberOf& number_of, bool widens) {
    (void)Compiler{*this, number_of, widens}.compile(condition, false);
}

bool Formula::holds(const Node& node, Answers& answers) const {
    const auto part_holds = [&](std::uint32_t part) { return holds(nodes_[part], answers); };
    switch (node.kind) {
        case Kind::question:
            return answered(questions_[node.parts.front()], answers);
        case Kind::all:
            return std::all_of(node.parts.begin(), node.parts.end(), part_holds);
        case Kind::any:
            return std::any_of(node.parts.begin(), node.parts.end(), part_holds);
        case Kind::negation:
            return !part_holds(node.parts.front());
    }
    return false;
}

bool Formula::answered(const Question& question, Answers& answers) {
    const auto& answer = answers[question.field];
    const auto number_holds = [&](const rule::NumberTest& test) {
        return any_value(answer, [&](const Text& text) {
            const auto number = question.part == rule::DatePart::none
                                    ? event::to_number(text.as_is)
                                    : date_part(text.as_is, question.part);
            return number && rule::holds(test.order, *number, test.number);
        });
    };
    return std::visit(
        Overloaded{
            [&](const TextMatcher& matcher) {
                return any_value(answer, [&](const Text& text) { return matcher.matches(text); });
            },
            [&](const rule::NumberTest& test) { return number_holds(test); },
            [&](const Network& network) {
                return any_value(answer,
                                 [&](const Text& text) { return network.contains(text.as_is); });
            },
            [&](const rule::ExistsTest& test) { return answer.told() == test.exists; },
            [&](const rule::NullTest&) { return !answer.told(); },
            [&](const FieldRelation& relation) {
                const auto& other = answers[relation.field];
                return any_value(answer, [&](const Text& left) {
                    return any_value(other, [&](const Text& right) {
                        return relation.cased
                                   ? stands(relation.relation, left.as_is, right.as_is)
                                   : stands(relation.relation, left.folded, right.folded);
                    });
                });
            },
        },
        question.check);
}

}  // namespace pipehound::detect
