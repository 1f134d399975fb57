// SPDX-License-Identifier: Apache-2.0
#include "detect/requirement.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>

#include "detect/formula.hpp"
#include "event/text.hpp"
#include "rule/condition_text.hpp"
#include "support/random_condition.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using detect::Answers;
using detect::FieldNumber;
using detect::Formula;
using detect::Lexicon;
using test::Chance;

namespace {

using Strings = std::vector<std::string>;

/// U+017F and U+212A fold to s and k where letters beyond ASCII ignore case.
const Strings letters{"sh", "sh", "sk", "\u017fh", "\u00e4"};

/// A condition with what is required of it, both ready to be asked.
struct Asked {
    Lexicon lexicon;
    std::optional<Formula> formula;
    using Texts = std::vector<std::pair<FieldNumber, std::string>>;
    std::vector<std::vector<Texts>> cases;
    std::optional<Strings> types;
    FieldNumber type{};

    Asked(const rule::Condition& condition, Lexicon::Kind kind, const std::string& typed)
        : lexicon{kind} {
        formula.emplace(
            condition,
            [&](std::string_view field, Lexicon::Names names) {
                return lexicon.number(field, names, {});
            },
            true);
        type = lexicon.number(typed, Lexicon::Names::any, {});
        types = detect::required_values(condition, typed);
        for (const auto& requirements : detect::required_literals(condition)) {
            cases.emplace_back();
            for (const auto& alternatives : requirements) {
                auto& texts = cases.back().emplace_back();
                for (const auto& [field, text] : alternatives)
                    texts.emplace_back(lexicon.number(field, Lexicon::Names::any, {}), text);
            }
        }
    }

    /// Does every case require something?
    [[nodiscard]] bool requires_texts() const {
        return std::none_of(cases.begin(), cases.end(),
                            [](const auto& requirements) { return requirements.empty(); });
    }
    [[nodiscard]] bool a_case_is_met(Answers& answers) const {
        const auto occurs = [&](const auto& literal) {
            const auto& answer = answers[literal.first];
            for (std::size_t i = 0; i < answer.size(); ++i)
                if (answer.known(i)->framed().find(literal.second) != std::string_view::npos)
                    return true;
            return false;
        };
        return std::any_of(cases.begin(), cases.end(), [&](const auto& requirements) {
            return std::all_of(
                requirements.begin(), requirements.end(), [&](const Texts& alternatives) {
                    return std::any_of(alternatives.begin(), alternatives.end(), occurs);
                });
        });
    }
    [[nodiscard]] bool has_a_type(Answers& answers) const {
        const auto& answer = answers[type];
        for (std::size_t i = 0; i < answer.size(); ++i)
            if (std::find(types->begin(), types->end(), answer[i].folded) != types->end())
                return true;
        return false;
    }
};

struct Tally {
    int held_with_literals = 0;
    int held_with_types = 0;
};

void check(const Asked& asked, Answers& answers, const rule::Condition& condition, Tally& tally) {
    if (!asked.formula->holds(answers)) return;
    BOOST_REQUIRE_MESSAGE(asked.a_case_is_met(answers), rule::text(condition));
    tally.held_with_literals += asked.requires_texts() ? 1 : 0;
    if (asked.types) {
        ++tally.held_with_types;
        BOOST_REQUIRE_MESSAGE(asked.has_a_type(answers), rule::text(condition));
    }
}

event::Record random_record(Chance& chance, const Strings& fields) {
    event::Record record{"EXECVE", {}};
    for (const auto& field : fields)
        for (auto left = chance.below(3); left > 0; --left)
            record.fields.emplace_back(field, chance.text(letters, 12));
    return record;
}

event::ProcessFacts random_program(Chance& chance) {
    const Strings names{"sh", "dash", "nc", "K\u017f", "SH"};
    event::ProcessFacts program;
    program.executable = (chance.one_in(2) ? "/usr/bin/" : "/bin/") + chance.of(names);
    if (!chance.one_in(3)) program.called = "/bin/" + chance.of(names);
    if (!chance.one_in(3)) program.names = {chance.of(names)};
    return program;
}

/// What a pattern without wildcards requires, and one with.
rule::ConditionPtr text_of(const std::string& field, const std::string& sigma) {
    return rule::make({field, {}, rule::TextTest{rule::sigma_pattern(sigma)}, {}});
}

rule::ConditionPtr regex_of(const std::string& field, const std::string& expression) {
    return rule::make({field, {}, rule::RegexTest{.expression = expression}, {}});
}

struct Case {
    std::string told;
    rule::ConditionPtr condition;
    std::string literals;  // cases by |, requirements by &, texts by or; frames as |
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.told; }

const auto nc = text_of("Image", "*/nc");
const auto any_command = text_of("CommandLine", "*");
const auto minus_e = text_of("CommandLine", "* -e *");
const auto parent = text_of("ParentImage", "*/a/long/name");

const Case cases[] = {
    {"the end of a value", nc, "Image:/nc|"},
    {"a whole value, folded", text_of("Image", "/bin/NC"), "Image:|/bin/nc|"},
    {"the longest piece", text_of("Image", "ab*abcdef*ab"), "Image:abcdef"},
    {"no text at all", any_command, "none"},
    {"a text that occurs everywhere", text_of("CommandLine", "*a*"), "none"},
    {"letters beyond ascii", text_of("CommandLine", "*\u00e4\u00e4\u00e4\u00e4*"), "none"},
    {"of all the longer", rule::all_of({minus_e, nc, any_command}),
     "CommandLine: -e  & Image:/nc|"},
    {"of any each", rule::any_of({minus_e, nc}), "CommandLine: -e  | Image:/nc|"},
    {"of any nothing where one is open", rule::any_of({nc, any_command}), "Image:/nc| | none"},
    {"under not nothing", rule::not_of(nc), "none"},
    {"beside not the rest", rule::all_of({rule::not_of(minus_e), nc}), "Image:/nc|"},
    {"keywords last", rule::all_of({text_of("", "*something long*"), nc}),
     "Image:/nc| & :something long"},
    {"of a relative the most telling, last",
     rule::all_of({parent, text_of("ParentCommandLine", "x"), nc}),
     "Image:/nc| & ParentImage:/a/long/name|"},
    {"two of relatives where there is nothing else",
     rule::all_of({parent, text_of("ParentCommandLine", "x"), any_command}),
     "ParentImage:/a/long/name| & ParentCommandLine:|x|"},
    {"what an expression is found with", regex_of("CommandLine", "-(W|R)\\s+[0-9]"),
     "CommandLine:-r or CommandLine:-w"},
    {"of an expression that is found anywhere nothing", regex_of("CommandLine", "[a-z]+[0-9]"),
     "none"},
    {"within all any is one", rule::all_of({rule::any_of({minus_e, nc}), any_command}),
     "CommandLine: -e  or Image:/nc|"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(requirement_tests)

BOOST_DATA_TEST_CASE(required_is, data::make(cases), c) {
    std::string told;
    for (const auto& requirements : detect::required_literals(*c.condition)) {
        told += told.empty() ? "" : " | ";
        if (requirements.empty()) told += "none";
        for (const auto& alternatives : requirements) {
            if (&alternatives != &requirements.front()) told += " & ";
            for (const auto& [field, text] : alternatives) {
                auto shown = text;
                std::replace(shown.begin(), shown.end(), '\0', '|');
                told += (&text == &alternatives.front().text ? "" : " or ") + field + ':' + shown;
            }
        }
    }
    BOOST_TEST(told == c.literals);
}

// A rule is asked only where one of its literals occurs: were this not sound, it would be blind.
BOOST_AUTO_TEST_CASE(wherever_a_condition_holds_of_a_record_a_required_literal_occurs) {
    Chance chance{1};
    const Strings fields{"type", "exe", "key"};
    test::RandomCondition conditions{chance, {"type", "exe", "key", ""}, letters};
    Tally tally;
    for (int round = 0; round < 20000; ++round) {
        const auto condition = conditions.make();
        const Asked asked{*condition, Lexicon::Kind::record, "type"};
        Answers answers{asked.lexicon};
        for (int i = 0; i < 15; ++i) {
            const auto record = random_record(chance, fields);
            answers.turn_to(record);
            check(asked, answers, *condition, tally);
        }
    }
    BOOST_TEST(tally.held_with_literals > 500);
    BOOST_TEST(tally.held_with_types > 30);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_known_decides_its_tests) {
    const auto path = rule::all_of({text_of("type", "PATH"), text_of("name", "/etc/*")});
    const auto tty = text_of("type", "TTY");
    BOOST_TEST(detect::required_literals(*rule::any_of({path, tty}), {"type", "path"}).size() ==
               1U);
    BOOST_TEST(detect::required_literals(*path, {"type", "tty"}).empty());
    BOOST_TEST(detect::required_literals(*tty, {"type", "tty"}).at(0).empty());
}

BOOST_AUTO_TEST_CASE(that_is_so_for_events_whose_programs_have_many_names) {
    Chance chance{2};
    const Strings parts{"/bin/", "sh", "nc", "-", "/bin/sh"};
    test::RandomCondition conditions{
        chance, {"Image", "ParentImage", "process.name", "CommandLine", ""}, parts};
    Tally tally;
    for (int round = 0; round < 20000; ++round) {
        const auto condition = conditions.make();
        const Asked asked{*condition, Lexicon::Kind::event, "process.name"};
        Answers answers{asked.lexicon};
        for (int i = 0; i < 15; ++i) {
            const event::Facts told{random_program(chance), random_program(chance), {}, {}};
            const detect::FactsTeller teller = [&](event::Needs, event::Facts& facts) {
                facts = told;
            };
            event::Event event;
            event.actor.exe = told.process.executable;
            event.act = event::ProcessExecuted{
                told.process.called, {chance.text(parts, 3), chance.text(parts, 3)}, {}};
            answers.turn_to(event, teller, {});
            check(asked, answers, *condition, tally);
        }
    }
    BOOST_TEST(tally.held_with_literals > 500);
    BOOST_TEST(tally.held_with_types > 30);
}

BOOST_AUTO_TEST_SUITE_END()
