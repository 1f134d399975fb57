// SPDX-License-Identifier: Apache-2.0
#include "detect/answers.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "event/sample_events.hpp"

using namespace pipehound;
using detect::Answers;
using detect::Lexicon;
using event::sample::exec;
using Names = Lexicon::Names;
using Strings = std::vector<std::string>;

namespace {

Strings values(const detect::Answer& answer) {
    Strings texts;
    for (std::size_t i = 0; i < answer.size(); ++i) texts.emplace_back(answer[i].as_is);
    return texts;
}

/// Questions about events, and how often the tables were asked.
struct Fixture {
    Lexicon lexicon{Lexicon::Kind::event};
    std::map<std::string, detect::FieldNumber> numbers;
    event::UserNames users;
    event::Facts told = event::sample::facts();
    std::map<event::Needs, int> asked;
    detect::FactsTeller teller = [this](event::Needs part, event::Facts& facts) {
        ++asked[part];
        if (part == event::Needs::names || part == event::Needs::process)
            facts.process = told.process;
        else if (part == event::Needs::leaders)
            facts.entry_leader = told.entry_leader;
        else if (part == event::Needs::ancestors)
            facts.ancestors = told.ancestors;
        else
            facts.parent = told.parent;
    };

    Fixture() {
        for (const auto* const name :
             {"Image", "CommandLine", "ParentImage", "User", "process.args", "Initiated",
              "DestinationPort", "TargetFilename", "AncestorImage", "process.name",
              "ParentCommandLine", "event.action", "event.type", "process.entry_leader.name", ""})
            numbers[name] = lexicon.number(name, Names::any, "");
        numbers["user by number"] = lexicon.number("User", {false, true}, "");
        numbers["file alone"] = lexicon.number("Image", Names::true_file, "");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(answers_tests, Fixture)

BOOST_AUTO_TEST_CASE(lists_are_many_values_and_numbers_and_truth_are_texts) {
    Answers answers{lexicon};
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    BOOST_TEST(values(answers[numbers["process.args"]]) == (Strings{"nc", "203.0.113.5", "4444"}),
               boost::test_tools::per_element());
    const auto connected = event::sample::connected();
    answers.turn_to(connected, teller, {});
    BOOST_TEST(values(answers[numbers["DestinationPort"]]) == Strings{"4444"});
    BOOST_TEST(values(answers[numbers["Initiated"]]) == Strings{"true"});
    BOOST_TEST(!answers[numbers["TargetFilename"]].told());
}

BOOST_AUTO_TEST_CASE(what_other_sources_call_the_same_is_an_answer_too) {
    Answers answers{lexicon};
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    const auto actions = values(answers[numbers["event.action"]]);
    BOOST_TEST(actions.front() == "exec");
    BOOST_TEST((std::find(actions.begin(), actions.end(), "ProcessRollup2") != actions.end()));
    BOOST_TEST(values(answers[numbers["event.type"]]) == Strings{"start"});
    const auto wrote = event::sample::wrote();
    answers.turn_to(wrote, teller, {});
    BOOST_TEST(values(answers[numbers["event.type"]]) == (Strings{"access", "change"}),
               boost::test_tools::per_element());
}

/// They are remembered from one event to the next: each must follow from the words of the act.
BOOST_AUTO_TEST_CASE(what_the_act_tells_does_not_depend_on_anything_else) {
    std::size_t compared = 0;
    for (const auto& field : event::fields()) {
        if (!field.by_act) continue;
        const auto number = lexicon.number(field.ecs, Names::any, "");
        for (const auto& one : {exec(), event::sample::created(), event::sample::connected(),
                                event::sample::login(true, true)}) {
            auto other = one;
            other.actor = {};
            other.header.node = event::NodeId{7};
            if (auto* const act = std::get_if<event::ProcessExecuted>(&other.act)) *act = {};
            if (auto* const act = std::get_if<event::UserAuthenticated>(&other.act))
                act->account = "eva";
            Answers first{lexicon};
            Answers second{lexicon};
            first.turn_to(one, teller, "here");
            second.turn_to(other, teller, "");
            BOOST_TEST(values(first[number]) == values(second[number]),
                       boost::test_tools::per_element());
            ++compared;
        }
    }
    BOOST_TEST(compared >= 20u);
}

/// A call that has no word of its own is called by its name.
BOOST_AUTO_TEST_CASE(calls_without_words_are_told_apart) {
    Answers answers{lexicon};
    auto one = event::sample::made_call();
    auto other = one;
    other.call->name = "setns";
    answers.turn_to(one, teller, {});
    BOOST_TEST(values(answers[numbers["event.action"]]) == Strings{one.call->name});
    answers.turn_to(other, teller, {});
    BOOST_TEST(values(answers[numbers["event.action"]]) == Strings{"setns"});
}

BOOST_AUTO_TEST_CASE(one_field_has_one_number_whatever_it_is_called) {
    BOOST_TEST((lexicon.number("process.executable", Names::any, "") == numbers["Image"]));
    BOOST_TEST((numbers["file alone"] != numbers["Image"]));
}

BOOST_AUTO_TEST_CASE(a_message_tells_no_program_so_the_tables_are_asked_for_it) {
    Answers answers{lexicon};
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    static_cast<void>(answers[numbers["file alone"]]);
    BOOST_TEST(asked[event::Needs::names] == 0);
    const auto login = event::sample::login(true, true);
    answers.turn_to(login, teller, {});
    BOOST_TEST(values(answers[numbers["file alone"]]) == Strings{"/usr/bin/nc.openbsd"});
    BOOST_TEST(asked[event::Needs::names] == 1);
}

BOOST_AUTO_TEST_CASE(leaders_are_told_when_they_are_asked_for) {
    told.entry_leader = event::sample::process(7, "/usr/sbin/cron", {});
    Answers answers{lexicon};
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    BOOST_TEST(values(answers[numbers["process.entry_leader.name"]]) == Strings{"cron"});
    BOOST_TEST(asked[event::Needs::leaders] == 1);
}

BOOST_AUTO_TEST_CASE(a_value_is_framed_and_folded_for_the_index) {
    Answers answers{lexicon};
    auto event = exec();
    event.actor.exe = "/Usr/\u00c4";
    answers.turn_to(event, teller, {});
    const auto& answer = answers[numbers["file alone"]];
    BOOST_TEST(answer[0].as_is == "/Usr/\u00c4");
    BOOST_TEST(answer[0].folded == "/usr/\u00c4");
    BOOST_TEST((answer.known(0)->framed() == std::string_view{"\0/usr/\u00c4\0", 9}));
}

BOOST_AUTO_TEST_CASE(the_tables_are_asked_once_and_only_where_a_question_needs_them) {
    Answers answers{lexicon};
    const auto event = exec();
    answers.turn_to(event, teller, {});
    (void)answers[numbers["file alone"]];
    (void)answers[numbers["CommandLine"]];
    BOOST_TEST(asked.empty());
    for (int i = 0; i < 3; ++i)
        for (const auto* const name : {"Image", "process.name", "ParentImage"})
            (void)answers[numbers[name]];
    using Asked = std::map<event::Needs, int>;
    BOOST_TEST((asked == Asked{{event::Needs::names, 1}, {event::Needs::parent_names, 1}}));
    asked.clear();
    for (const auto* const name : {"ParentCommandLine", "ParentImage", "AncestorImage", ""})
        (void)answers[numbers[name]];
    BOOST_TEST((asked == Asked{{event::Needs::process, 1},
                               {event::Needs::parent, 1},
                               {event::Needs::ancestors, 1}}));
}

BOOST_AUTO_TEST_CASE(an_exec_tells_its_own_command_line_and_other_acts_the_process) {
    Answers answers{lexicon};
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    BOOST_TEST(values(answers[numbers["CommandLine"]]) == Strings{"nc 203.0.113.5 4444"});
    const auto opened = event::sample::opened();
    answers.turn_to(opened, teller, {});
    BOOST_TEST(values(answers[numbers["CommandLine"]]) == Strings{"nc -known"});
}

BOOST_AUTO_TEST_CASE(nothing_of_one_event_is_told_of_the_next) {
    Answers answers{lexicon};
    const auto written = event::sample::wrote();
    answers.turn_to(written, teller, {});
    BOOST_TEST(values(answers[numbers["TargetFilename"]]) == Strings{"/etc/cron.d/job"});
    BOOST_TEST(answers[numbers["ParentImage"]].told());
    told.parent.reset();
    const auto executed = exec();
    answers.turn_to(executed, teller, {});
    BOOST_TEST(!answers[numbers["TargetFilename"]].told());
    BOOST_TEST(answers[numbers["TargetFilename"]].size() == 0u);
    BOOST_TEST(!answers[numbers["ParentImage"]].told());
}

BOOST_AUTO_TEST_CASE(a_user_answers_by_number_too_where_that_is_asked_for) {
    Answers answers{lexicon, &users};
    auto event = exec();
    answers.turn_to(event, teller, {});
    BOOST_TEST(values(answers[numbers["user by number"]]) == (Strings{"www-data", "33"}),
               boost::test_tools::per_element());
    BOOST_TEST(values(answers[numbers["User"]]) == Strings{"www-data"});
    event.actor.user.clear();
    answers.turn_to(event, teller, {});
    BOOST_TEST(values(answers[numbers["user by number"]]) == Strings{"33"});
    event.actor.uid = event::Uid::unset;
    answers.turn_to(event, teller, {});
    BOOST_TEST(!answers[numbers["user by number"]].told());
}

BOOST_AUTO_TEST_CASE(keywords_are_looked_for_in_every_text_that_sigma_names) {
    Answers answers{lexicon};
    const auto event = exec();
    answers.turn_to(event, teller, {});
    const auto all = values(answers[numbers[""]]);
    for (const auto* const text : {"/usr/bin/nc.openbsd", "nc 203.0.113.5 4444", "/usr/bin/bash"})
        BOOST_TEST((std::find(all.begin(), all.end(), text) != all.end()));
}

BOOST_AUTO_TEST_CASE(a_record_answers_with_what_it_has_under_a_name) {
    Lexicon records{Lexicon::Kind::record};
    const auto key = records.number("key", Names::any, "");
    const auto exe = records.number("exe", Names::any, "");
    const auto all = records.number("", Names::any, "");
    Answers answers{records};
    const event::Record record{
        "EXECVE", {{"type", "EXECVE"}, {"key", "a"}, {"key", "B"}, {"a0", "nc"}, {"a1", "-e"}}};
    answers.turn_to(record);
    BOOST_TEST(values(answers[key]) == (Strings{"a", "B"}), boost::test_tools::per_element());
    BOOST_TEST(!answers[exe].told());
    BOOST_TEST(values(answers[all]) == Strings{"type=EXECVE key=a key=B a0=nc a1=-e nc -e"});
    BOOST_TEST(&answers.record() == &record);
}

BOOST_AUTO_TEST_SUITE_END()
