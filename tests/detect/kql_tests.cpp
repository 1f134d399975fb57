// SPDX-License-Identifier: Apache-2.0
// What KQL's operators hold of, from its text to the event: the table that holds this front end to
// Kusto's reference.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "detect/answers.hpp"
#include "detect/formula.hpp"
#include "event/sample_events.hpp"
#include "rule/kql_query.hpp"

using namespace pipehound;
using namespace pipehound::detect;
namespace data = boost::unit_test::data;

namespace {

bool holds(const std::string& query, const event::Event& event, bool widens = false) {
    const auto parsed = rule::parse_kql(rule::kql_tokens(query), event.header.time);
    const auto& table = *parsed.table;
    const std::string category{table.sigma_category.empty() ? table.ecs_category
                                                            : table.sigma_category};
    Lexicon lexicon{Lexicon::Kind::event};
    const Formula formula{*parsed.condition,
                          [&](std::string_view field, Lexicon::Names names) {
                              return lexicon.number(field, names, category, Lexicon::Words::asim);
                          },
                          widens};
    Answers answers{lexicon};
    const FactsTeller teller = [](event::Needs, event::Facts& facts) {
        facts = event::sample::facts();
        facts.process.called = "/bin/nc";
    };
    answers.turn_to(event, teller, "web1");
    return formula.holds(answers);
}

event::Event running(const std::string& line) {
    auto event = event::sample::exec();
    std::get<event::ProcessExecuted>(event.act).argv = {line};
    return event;
}

/// `operation` is put to a command line.
struct Case {
    std::string line;
    std::string operation;
    bool holds;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.line << " | " << c.operation << (c.holds ? " holds" : " does not hold");
}

const Case cases[] = {
    // the examples of the reference, string operators
    {"aBc", R"(== "aBc")", true},
    {"abc", R"(!= "ABC")", true},
    {"abc", R"(=~ "ABC")", true},
    {"aBc", R"(!~ "xyz")", true},
    {"FabriKam", R"(contains "BRik")", true},
    {"Fabrikam", R"(!contains "xyz")", true},
    {"FabriKam", R"(contains_cs "Kam")", true},
    {"Fabrikam", R"(!contains_cs "Kam")", true},
    {"Fabrikam", R"(endswith "Kam")", true},
    {"Fabrikam", R"(!endswith "brik")", true},
    {"Fabrikam", R"(endswith_cs "kam")", true},
    {"Fabrikam", R"(!endswith_cs "brik")", true},
    {"North America", R"(has "america")", true},
    {"North America", R"(!has "amer")", true},
    {"North America", R"(has_cs "America")", true},
    {"North America", R"(!has_cs "amer")", true},
    {"North and South America", R"(has_all ("south", "north"))", true},
    {"North America", R"(has_any ("south", "north"))", true},
    {"North America", R"(hasprefix "ame")", true},
    {"North America", R"(!hasprefix "mer")", true},
    {"North America", R"(hasprefix_cs "Ame")", true},
    {"North America", R"(!hasprefix_cs "CA")", true},
    {"North America", R"(hassuffix "ica")", true},
    {"North America", R"(!hassuffix "americ")", true},
    {"North America", R"(hassuffix_cs "ica")", true},
    {"North America", R"(!hassuffix_cs "icA")", true},
    {"abc", R"(in ("123", "345", "abc"))", true},
    {"abc", R"(in~ ("123", "345", "ABC"))", true},
    {"bca", R"(!in ("123", "345", "abc"))", true},
    {"bCa", R"(!in~ ("123", "345", "ABC"))", true},
    {"Fabrikam", R"(matches regex "b.*k")", true},
    {"Fabrikam", R"(startswith "fab")", true},
    {"Fabrikam", R"(!startswith "kam")", true},
    {"Fabrikam", R"(startswith_cs "Fab")", true},
    {"Fabrikam", R"(!startswith_cs "fab")", true},
    // and their opposites
    {"aBc", R"(== "abc")", false},
    {"abc", R"(in ("ABC"))", false},
    {"FabriKam", R"(contains_cs "kam")", false},
    {"North America", R"(has_cs "america")", false},
    {"North America", R"(has_all ("south", "north"))", false},
    {"North America", R"(has_any ("sou", "nor"))", false},
    {"North America", R"(matches regex "america")", false},
    {"North America", R"(matches regex "(?i)america")", true},
    // terms
    {"Kusto: ad67d136-c1db-4f9f;Run", R"(has "c1db")", true},
    {"Kusto: ad67d136-c1db-4f9f;Run", R"(has "d136")", false},
    {"Kusto: ad67d136-c1db-4f9f;Run", R"(has "ad67d136-c1db")", true},
    {"Kusto: ad67d136-c1db-4f9f;Run", R"(has "67d136-c1db")", false},
    {"Kusto: ad67d136-c1db-4f9f;Run", R"(has "run")", true},
    {"nc -e /bin/sh", R"(has "nc")", true},
    {"nc -e /bin/sh", R"(has "sh")", true},
    {"nc -e /bin/sh", R"(has "/bin/sh")", true},
    {"nc -e /bin/shell", R"(has "/bin/sh")", false},
    {"nc -e /sbin/sh", R"(has "bin/sh")", false},
    {"nc -e /bin/sh", R"(has "-e")", true},
    {"sync -e", R"(has "nc")", false},
    {"mk_fifo", R"(has "fifo")", true},
    {"mkfifo2 mkfifo", R"(has "mkfifo")", true},
    {"mkfifo2", R"(hasprefix "mkfifo")", true},
    {"mkfifo2", R"(hassuffix "fifo2")", true},
    {"a.b*c", R"(has "b*c")", true},
    {"axb", R"(has "a.b")", false},
    {"caf\xc3\xa9", R"(has "caf")", false},
    {"x", R"(has "")", true},
    {"x", R"(contains "")", true},
    // escapes and wildcards are none of these operators' business
    {R"(a\b)", R"(contains "\\")", true},
    {R"(a\b)", R"(contains @"\")", true},
    {"a*b", R"(contains "*")", true},
    {"ab", R"(contains "*")", false},
    // functions
    {"ABC", R"(in~ (tolower("ABC")))", true},
};

struct Absent {
    std::string condition;
    bool holds;
};
std::ostream& operator<<(std::ostream& out, const Absent& absent) {
    return out << absent.condition << (absent.holds ? " holds" : " does not hold");
}

/// Of an exec whose command line is not told, and of a session without a source.
const Absent absences[] = {
    {R"(imProcessCreate | where CommandLine == "")", true},
    {R"(imProcessCreate | where CommandLine != "x")", true},
    {R"(imProcessCreate | where CommandLine == "x")", false},
    {R"(imProcessCreate | where not(CommandLine == "x"))", true},
    {R"(imProcessCreate | where CommandLine !has "x")", true},
    {R"(imProcessCreate | where CommandLine !contains "x")", true},
    {R"(imProcessCreate | where CommandLine !in ("x", "y"))", true},
    {R"(imProcessCreate | where CommandLine in ("x", ""))", true},
    {R"(imProcessCreate | where isempty(CommandLine))", true},
    {R"(imProcessCreate | where isnotempty(CommandLine))", false},
    {R"(imProcessCreate | where isnull(CommandLine))", false},
    {R"(imProcessCreate | where isnotnull(CommandLine))", true},
    {R"(imProcessCreate | where CommandLine matches regex "^$")", true},
    {R"(imProcessCreate | where CommandLine matches regex ".")", false},
    {R"(imProcessCreate | where CommandLine contains "")", true},
    {R"(imProcessCreate | where CommandLine == ActorSessionId)", true},
    {R"(imProcessCreate | where CommandLine == TargetProcessName)", false},
    {R"(imProcessCreate | where TargetProcessName endswith CommandLine)", true},
    {"imNetworkSession | where SrcPortNumber == 443", false},
    {"imNetworkSession | where SrcPortNumber != 443", true},
    {"imNetworkSession | where not(SrcPortNumber == 443)", true},
    {"imNetworkSession | where SrcPortNumber > 443", false},
    {"imNetworkSession | where not(SrcPortNumber > 443)", false},
    {"imNetworkSession | where SrcPortNumber !between (1 .. 2)", false},
    {"imNetworkSession | where isnull(SrcPortNumber)", true},
    {"imNetworkSession | where isempty(SrcPortNumber)", true},
    {"imNetworkSession | where (SrcPortNumber < 100) == true", false},
    {"imNetworkSession | where (SrcPortNumber < 100) == false", false},
    {"imNetworkSession | where (SrcPortNumber < 100) != true", true},
    {"imNetworkSession | where (SrcPortNumber < 100) != false", true},
    {"imNetworkSession | where not((SrcPortNumber < 100) == true)", true},
    {"imNetworkSession | where isnull(toint(SrcUsername))", true},
    {"imNetworkSession | where isnull(toint(EventType))", true},
    {"imNetworkSession | where isnotnull(toint(SrcProcessId))", true},
    {"imNetworkSession | where not(toint(EventType) < 5)", false},
    {"imNetworkSession | where toint(EventType) != 5", true},
    {"imNetworkSession | where isempty(tostring(toint(EventType)))", true},
};

const Absent sessions[] = {
    {"imNetworkSession | where DstPortNumber == 4444", true},
    {"imNetworkSession | where DstPortNumber in (443, 4444)", true},
    {"imNetworkSession | where DstPortNumber between (4444 .. 5000)", true},
    {"imNetworkSession | where DstPortNumber !between (4444 .. 5000)", false},
    {"imNetworkSession | where DstPortNumber between (1 .. 4443)", false},
    {"imNetworkSession | where 4443 < DstPortNumber and DstPortNumber <= 4444.0", true},
    {"imNetworkSession | where tostring(DstPortNumber) == '4444'", true},
    {"imNetworkSession | where Dst == '203.0.113.5' and NetworkDirection == 'Outbound'", true},
    {"imNetworkSession | where toint(SrcProcessId) == 4244", true},
    {"imNetworkSession | where EventType == 'EndpointNetworkSession'", true},
    {"imNetworkSession | where TimeGenerated == now()", true},
    {"imNetworkSession | where TimeGenerated > ago(1ms) and TimeGenerated <= now()", true},
    {"imNetworkSession | where TimeGenerated between (ago(1d) .. 1d)", true},
    {"imNetworkSession | where EventStartTime < datetime(2023-11-14T22:13:20.045Z)", false},
    {"imNetworkSession | where EventStartTime >= datetime(2023-11-14 22:13:20.045)", true},
    {"imNetworkSession | where EventCount == 1 and EventResult == 'NA'", true},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kql_tests)

BOOST_DATA_TEST_CASE(an_operator_is_as_the_reference_has_it, data::make(cases), c) {
    const auto query = "imProcessCreate | where TargetProcessCommandLine " + c.operation;
    BOOST_TEST(holds(query, running(c.line)) == c.holds);
}

BOOST_DATA_TEST_CASE(what_is_not_told_is_empty_or_null, data::make(absences), absent) {
    auto event = absent.condition.starts_with("imNetworkSession") ? event::sample::connected()
                                                                  : event::sample::exec();
    if (auto* const executed = std::get_if<event::ProcessExecuted>(&event.act))
        executed->argv.clear();
    BOOST_TEST(holds(absent.condition, event) == absent.holds);
}

BOOST_DATA_TEST_CASE(numbers_and_times_are_compared, data::make(sessions), session) {
    BOOST_TEST(holds(session.condition, event::sample::connected()) == session.holds);
}

BOOST_AUTO_TEST_CASE(case_is_folded_by_functions) {
    const auto event = running("NC -e");
    const auto ask = [&](const std::string& condition) {
        return holds("imProcessCreate | where " + condition, event);
    };
    BOOST_TEST(ask(R"(tolower(CommandLine) == "nc -e")"));
    BOOST_TEST(!ask(R"(tolower(CommandLine) == "NC -e")"));
    BOOST_TEST(ask(R"(tolower(CommandLine) != "NC -e")"));
    BOOST_TEST(ask(R"(toupper(CommandLine) contains_cs "NC")"));
    BOOST_TEST(ask(R"(toupper(CommandLine) has "nc")"));
    BOOST_TEST(ask(R"(tolower(CommandLine) in ("x", "nc -e"))"));
}

BOOST_AUTO_TEST_CASE(acting_means_the_parent_of_a_process_and_who_acts_on_a_file) {
    BOOST_TEST(holds(R"(imProcessCreate | where ActingProcessName == "/usr/bin/bash")",
                     event::sample::exec()));
    BOOST_TEST(holds(R"(imFileEvent | where ActingProcessName == "/usr/bin/nc.openbsd")",
                     event::sample::created()));
}

BOOST_AUTO_TEST_CASE(a_program_answers_by_any_name_unless_that_excludes) {
    const auto event = event::sample::exec();  // /usr/bin/nc.openbsd, called /bin/nc
    const std::string named = R"(imProcessCreate | where TargetProcessName endswith "/nc")";
    const std::string excluded = R"(imProcessCreate | where TargetProcessName !endswith "/nc")";
    BOOST_TEST(!holds(named, event));
    BOOST_TEST(holds(named, event, true));
    BOOST_TEST(holds(excluded, event, true));
}

BOOST_AUTO_TEST_CASE(a_document_is_asked_by_the_ecs_names_of_asim_columns) {
    Lexicon lexicon{Lexicon::Kind::document};
    const auto name_of = [&](std::string_view column, std::string_view category) {
        return lexicon
            .entry(lexicon.number(column, Lexicon::Names::any, category, Lexicon::Words::asim))
            .name;
    };
    BOOST_TEST(name_of("TargetProcessName", "process_creation") == "process.executable");
    BOOST_TEST(name_of("ActingProcessName", "process_creation") == "process.parent.executable");
    BOOST_TEST(name_of("ActingProcessName", "file") == "process.executable");
    BOOST_CHECK_THROW((void)name_of("EventType", "file"), Unanswerable);
}

BOOST_AUTO_TEST_SUITE_END()
