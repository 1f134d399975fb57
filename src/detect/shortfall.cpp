// SPDX-License-Identifier: Apache-2.0
#include "detect/shortfall.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "rule/condition_text.hpp"

namespace pipehound::detect {

namespace {

using Part = Formula::Part;
using Truth = Formula::Truth;
using Shortfalls = std::vector<Shortfall>;

constexpr std::size_t shown_values = 6;
constexpr std::size_t shown_tests = 8;
constexpr std::size_t longest_value = 200;

constexpr Truth as_truth(bool wanted) { return wanted ? Truth::yes : Truth::no; }

std::string subject_of(const Shortfall& shortfall) {
    const auto* const test = shortfall.tests.empty() ? nullptr : shortfall.tests.front().test();
    return test == nullptr ? std::string{} : rule::subject_text(*test);
}

/// What is unknown, or excluded, by one field is one thing, however many tests ask for it.
bool is_same(const Shortfall& one, const Shortfall& other) {
    const bool may_be = !one.wanted || one.truth == Truth::unknown;
    return may_be && one.wanted == other.wanted && one.truth == other.truth &&
           subject_of(one) == subject_of(other);
}

void add(Shortfalls more, Shortfalls& all) {
    for (auto& shortfall : more) {
        const auto known = std::find_if(all.begin(), all.end(), [&](const Shortfall& other) {
            return is_same(shortfall, other);
        });
        if (known == all.end())
            all.push_back(std::move(shortfall));
        else
            known->tests.insert(known->tests.end(), shortfall.tests.begin(), shortfall.tests.end());
    }
}

Shortfalls shortfalls(const Part& part, bool wanted, Answers& answers);

/// One part as wanted would be enough. Tests that stand side by side are one thing that is lacking;
/// beside them the nearest of the other parts counts.
Shortfalls of_nearest(const Part& part, const std::vector<Part>& parts, bool wanted,
                      Answers& answers) {
    Shortfall tests{{}, part, wanted, part.truth(answers)};
    Shortfalls nearest;
    std::size_t ways = 0;
    for (const auto& one : parts) {
        if (one.test() != nullptr) {
            tests.tests.push_back(one);
            continue;
        }
        auto lacking = shortfalls(one, wanted, answers);
        if (ways++ == 0 || lacking.size() < nearest.size()) nearest = std::move(lacking);
    }
    if (!tests.tests.empty() || ways == 0) {
        ++ways;
        if (nearest.empty() || nearest.size() > 1) nearest = {std::move(tests)};
    }
    nearest.front().other_ways += ways - 1;
    return nearest;
}

Shortfalls shortfalls(const Part& part, bool wanted, Answers& answers) {
    const auto truth = part.truth(answers);
    if (truth == as_truth(wanted)) return {};
    if (part.test() != nullptr) return {{{part}, part, wanted, truth}};
    const auto parts = part.parts();
    if (std::holds_alternative<rule::Not>(part.written().is))
        return shortfalls(parts.front(), !wanted, answers);
    if (std::holds_alternative<rule::All>(part.written().is) != wanted)
        return of_nearest(part, parts, wanted, answers);
    Shortfalls all;
    for (const auto& one : parts) add(shortfalls(one, wanted, answers), all);
    return all;
}

/// Each value once.
SeenValues seen_values(std::string subject, const Answer& answer) {
    SeenValues seen{std::move(subject), answer.told()};
    std::set<std::string_view> known;
    for (std::size_t i = 0; i < answer.size(); ++i) {
        if (!known.insert(answer[i].as_is).second) continue;
        if (seen.values.size() < shown_values)
            seen.values.emplace_back(answer[i].as_is.substr(0, longest_value));
        else
            ++seen.more;
    }
    return seen;
}

void add_seen(const Part& test, Answers& answers, std::vector<SeenValues>& all) {
    const auto enter = [&all](SeenValues seen) {
        if (all.size() < shown_values && std::find(all.begin(), all.end(), seen) == all.end())
            all.push_back(std::move(seen));
    };
    enter(seen_values(rule::subject_text(*test.test()), test.seen(answers)));
    if (const auto other = test.compared(answers))
        enter(seen_values(std::get<rule::FieldTest>(test.test()->test).field, *other));
}

/// name ~ "nc" or ~ "ncat"
std::string text_of(const std::vector<Part>& tests) {
    std::string line;
    std::string subject;
    for (std::size_t i = 0; i < std::min(tests.size(), shown_tests); ++i) {
        const auto& test = *tests[i].test();
        if (i > 0) line += " or ";
        auto own = rule::subject_text(test);
        if (own != subject) line += own + ' ';
        subject = std::move(own);
        line += rule::test_text(test);
    }
    if (tests.size() > shown_tests)
        line += " or " + std::to_string(tests.size() - shown_tests) + " more";
    return line;
}

void add_held(const Part& part, Answers& answers, std::vector<SeenValues>& held) {
    if (part.truth(answers) != Truth::yes || std::holds_alternative<rule::Not>(part.written().is))
        return;
    if (part.test() == nullptr) {
        const bool one_is_enough = std::holds_alternative<rule::Any>(part.written().is);
        for (const auto& one : part.parts()) {
            add_held(one, answers, held);
            if (one_is_enough && one.truth(answers) == Truth::yes) break;
        }
        return;
    }
    const auto fitting = part.fitting(answers);
    auto seen = seen_values(rule::subject_text(*part.test()),
                            fitting.size() > 0 ? fitting : part.seen(answers));
    const auto known = std::find_if(held.begin(), held.end(), [&seen](const SeenValues& other) {
        return other.subject == seen.subject;
    });
    if (known == held.end()) return held.push_back(std::move(seen));
    for (auto& value : seen.values)
        if (std::find(known->values.begin(), known->values.end(), value) == known->values.end())
            known->values.push_back(std::move(value));
}

}  // namespace

std::vector<Shortfall> shortfalls(const Formula::Part& whole, Answers& answers) {
    return shortfalls(whole, true, answers);
}

FailedTest failed_test(const Shortfall& shortfall, Answers& answers) {
    FailedTest failed;
    failed.text =
        shortfall.tests.empty() ? rule::text(shortfall.part.written()) : text_of(shortfall.tests);
    failed.how = shortfall.truth == Truth::unknown ? FailedTest::How::unknown
                 : shortfall.wanted                ? FailedTest::How::no
                                                   : FailedTest::How::excludes;
    for (const auto& test : shortfall.tests) add_seen(test, answers, failed.seen);
    failed.other_ways = shortfall.other_ways;
    return failed;
}

std::vector<SeenValues> held_values(const Formula::Part& whole, Answers& answers) {
    std::vector<SeenValues> held;
    add_held(whole, answers, held);
    return held;
}

}  // namespace pipehound::detect
