// SPDX-License-Identifier: Apache-2.0
#include "detect/formula.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "detect/date_part.hpp"
#include "detect/field_worth.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t most_nodes = 100'000;

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
        costs_.push_back(cost(condition, node));
        formula_.nodes_.push_back(std::move(node));
        const auto index = static_cast<std::uint32_t>(formula_.nodes_.size() - 1);
        known_.emplace(std::pair{&condition, excludes}, index);
        return index;
    }

private:
    Node node_of(const rule::Predicate& predicate, bool excludes) {
        if (predicate.optional && !is_known(predicate)) return unknown(predicate.test);
        const bool any_name = widens_ && !excludes && !asks_for_absence(predicate.test);
        const Lexicon::Names names{any_name, is_whole_number(predicate.test)};
        Question question{{}, predicate.part, check_of(predicate, names), predicate.absence, {}};
        if (predicate.computed)
            question.computed.emplace(*predicate.computed, number_of_);
        else
            question.field = number_of_(predicate.field, names);
        formula_.questions_.push_back(std::move(question));
        return {Kind::question, {static_cast<std::uint32_t>(formula_.questions_.size() - 1)}};
    }

    /// What stands in no event is absent, and of that only absence can be said.
    static Node unknown(const rule::Test& test) {
        const auto* const exists = std::get_if<rule::ExistsTest>(&test);
        if (exists != nullptr) return {exists->exists ? Kind::any : Kind::all, {}};
        return {std::holds_alternative<rule::NullTest>(test) ? Kind::all : Kind::unknown, {}};
    }

    bool is_known(const rule::Predicate& predicate) const {
        try {
            (void)number_of_(predicate.field, Lexicon::Names::true_file);
            return true;
        } catch (const Unanswerable&) {
            return false;
        }
    }

    Node node_of(const rule::All& all, bool excludes) {
        return node_of(Kind::all, all.parts, excludes);
    }
    Node node_of(const rule::Any& any, bool excludes) {
        return node_of(Kind::any, any.parts, excludes);
    }
    Node node_of(const rule::Not& negation, bool excludes) {
        return {Kind::negation, {compile(*negation.part, !excludes)}};
    }
    /// About absence, as null tests are: the true file is asked.
    Node node_of(const rule::IsUnknown& asked, bool) {
        return {Kind::is_unknown, {compile(*asked.part, true)}};
    }

    using Asked = std::vector<std::pair<double, std::uint32_t>>;  // cost and node

    /// The question, where the node is one whether a field is one text.
    const Question* asks_for_text(std::uint32_t node) const {
        if (formula_.nodes_[node].kind != Kind::question) return nullptr;
        const auto& question = formula_.questions_[formula_.nodes_[node].parts.front()];
        const auto* const matcher = std::get_if<TextMatcher>(&question.check);
        const bool plain = matcher != nullptr && matcher->only_text() != nullptr &&
                           !question.computed && question.part == rule::DatePart::none;
        return plain ? &question : nullptr;
    }

    /// Lists of texts are long, and of one field: what is asked of the same field alike is asked at
    /// once.
    void gather_texts(Asked& asked) {
        using Alike = std::tuple<FieldNumber, rule::Absence, bool>;
        constexpr std::size_t fewest = 4;
        std::map<Alike, Asked> groups;
        Asked others;
        for (const auto& part : asked) {
            const auto* const question = asks_for_text(part.second);
            if (question == nullptr)
                others.push_back(part);
            else
                groups[{question->field, question->absence,
                        std::get<TextMatcher>(question->check).cased()}]
                    .push_back(part);
        }
        for (const auto& [alike, parts] : groups) {
            if (parts.size() < fewest)
                others.insert(others.end(), parts.begin(), parts.end());
            else
                others.push_back(gathered(parts));
        }
        asked = std::move(others);
    }

    /// The node of one question that holds where one of those of `parts` does.
    Asked::value_type gathered(const Asked& parts) {
        const auto matcher_of = [this](const auto& part) -> const TextMatcher& {
            return std::get<TextMatcher>(asks_for_text(part.second)->check);
        };
        TextSet texts{matcher_of(parts.front()).cased()};
        for (const auto& part : parts) texts.add(*matcher_of(part).only_text());
        const auto* const alike = asks_for_text(parts.front().second);
        formula_.questions_.push_back(
            {alike->field, alike->part, std::move(texts), alike->absence, {}});
        formula_.nodes_.push_back(
            {Kind::question, {static_cast<std::uint32_t>(formula_.questions_.size() - 1)}});
        costs_.push_back(parts.front().first);
        return {costs_.back(), static_cast<std::uint32_t>(formula_.nodes_.size() - 1)};
    }

    /// The order in which the parts are asked does not change what they come to.
    Node node_of(Kind kind, const std::vector<rule::ConditionPtr>& conditions, bool excludes) {
        Node node{kind, {}};
        Asked asked;
        for (const auto& condition : conditions) {
            node.parts.push_back(compile(*condition, excludes));
            asked.emplace_back(costs_[node.parts.back()], node.parts.back());
        }
        if (kind == Kind::any) gather_texts(asked);
        std::stable_sort(asked.begin(), asked.end(), [](const auto& left, const auto& right) {
            return left.first < right.first;
        });
        for (const auto& [cost, part] : asked) node.asked.push_back(part);
        return node;
    }

    /// Roughly, in tests of a field that stands in the event. What says little comes late.
    double cost(const rule::Condition& condition, const Node& node) const {
        if (const auto* const predicate = std::get_if<rule::Predicate>(&condition.is))
            return cost(*predicate);
        double sum = 0;
        for (const auto part : node.asked.empty() ? node.parts : node.asked) sum += costs_[part];
        return sum;
    }

    static double cost(const rule::Predicate& predicate) {
        if (is_common(predicate.field)) return 1000;
        if (predicate.computed || std::holds_alternative<rule::RegexTest>(predicate.test)) return 8;
        return is_of_relative(predicate.field) ? 2 : 1;
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
    std::vector<double> costs_;  // by node
    std::map<std::pair<const rule::Condition*, bool>, std::uint32_t> known_;
};

Formula::Formula(const rule::Condition& condition, const NumberOf& number_of, bool widens) {
    (void)Compiler{*this, number_of, widens}.compile(condition, false);
}

Formula::Truth Formula::truth(const Node& node, Answers& answers) const {
    const auto decided = [&](Truth all, Truth decides, auto&& better) {
        for (const auto part : node.asked) {
            all = better(all, truth(nodes_[part], answers));
            if (all == decides) break;
        }
        return all;
    };
    switch (node.kind) {
        case Kind::question:
            return truth(questions_[node.parts.front()], answers);
        case Kind::all:
            return decided(Truth::yes, Truth::no, [](Truth a, Truth b) { return std::min(a, b); });
        case Kind::any:
            return decided(Truth::no, Truth::yes, [](Truth a, Truth b) { return std::max(a, b); });
        case Kind::negation: {
            const auto part = truth(nodes_[node.parts.front()], answers);
            return part == Truth::unknown ? part : part == Truth::yes ? Truth::no : Truth::yes;
        }
        case Kind::is_unknown:
            return truth(nodes_[node.parts.front()], answers) == Truth::unknown ? Truth::yes
                                                                                : Truth::no;
        case Kind::unknown:
            return Truth::unknown;
    }
    return Truth::no;
}

Formula::Truth Formula::truth(const Question& question, Answers& answers) {
    const bool tells_absence = std::holds_alternative<rule::ExistsTest>(question.check) ||
                               std::holds_alternative<rule::NullTest>(question.check);
    const auto truth_by = [&](const Answer& answer) {
        if (!answer.told() && question.absence == rule::Absence::unknown && !tells_absence)
            return Truth::unknown;
        return holds(question, answer, answers) ? Truth::yes : Truth::no;
    };
    if (!question.computed) return truth_by(answers[question.field]);
    return truth_by(answer(question, answers));
}

Answer Formula::answer(const Question& question, Answers& answers) {
    if (!question.computed) return answers[question.field];
    Answer computed;
    question.computed->answer(answers, computed);
    return computed;
}

bool Formula::holds(const Question& question, const Answer& answer, Answers& answers) {
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
            [&](const TextSet& texts) {
                return any_value(answer, [&](const Text& text) { return texts.has(text); });
            },
            [&](const rule::NumberTest& test) { return number_holds(test); },
            [&](const Network& network) {
                return any_value(answer,
                                 [&](const Text& text) { return network.contains(text.as_is); });
            },
            [&](const rule::ExistsTest& test) { return answer.told() == test.exists; },
            [&](const rule::NullTest&) { return !answer.told(); },
            [&](const rule::TextOrderTest& test) {
                return any_value(answer, [&](const Text& text) {
                    return rule::holds(test.order, text.as_is.compare(test.text), 0);
                });
            },
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

Formula::Part Formula::whole(const rule::Condition& written) const {
    return {*this, static_cast<std::uint32_t>(nodes_.size() - 1), written};
}

/// A node has its parts in the order in which they are written.
std::vector<Formula::Part> Formula::Part::parts() const {
    std::vector<Part> parts;
    const auto& nodes = formula_->nodes_[node_].parts;
    const auto add = [&](const std::vector<rule::ConditionPtr>& written) {
        for (std::size_t i = 0; i < written.size(); ++i)
            parts.push_back({*formula_, nodes[i], *written[i]});
    };
    if (const auto* const all = std::get_if<rule::All>(&written_->is)) add(all->parts);
    if (const auto* const any = std::get_if<rule::Any>(&written_->is)) add(any->parts);
    if (const auto* const negation = std::get_if<rule::Not>(&written_->is)) add({negation->part});
    return parts;
}

Formula::Truth Formula::Part::truth(Answers& answers) const {
    return formula_->truth(formula_->nodes_[node_], answers);
}

const Formula::Question* Formula::Part::question() const noexcept {
    const auto& node = formula_->nodes_[node_];
    return node.kind == Kind::question ? &formula_->questions_[node.parts.front()] : nullptr;
}

Answer Formula::Part::seen(Answers& answers) const {
    const auto* const asked = question();
    return asked == nullptr ? Answer{} : answer(*asked, answers);
}

Answer Formula::Part::fitting(Answers& answers) const {
    Answer fitting;
    const auto all = seen(answers);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Answer one;
        one.add(all.known(i));
        if (holds(*question(), one, answers)) fitting.add(all.known(i));
    }
    return fitting;
}

std::optional<Answer> Formula::Part::compared(Answers& answers) const {
    const auto* const asked = question();
    const auto* const relation =
        asked == nullptr ? nullptr : std::get_if<FieldRelation>(&asked->check);
    return relation == nullptr ? std::nullopt : std::optional{answers[relation->field]};
}

}  // namespace pipehound::detect
