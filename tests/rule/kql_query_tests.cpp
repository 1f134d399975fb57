// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_query.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>
#include <iterator>

#include "rule/condition_text.hpp"
#include "rule/kql_comparison.hpp"
#include "rule/kql_expression.hpp"
#include "rule/kql_head.hpp"
#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace event = pipehound::event;
namespace data = boost::unit_test::data;

namespace {

/// 2026-11-20T10:00:00Z
constexpr event::Time now{std::chrono::milliseconds{1795168800000}};

std::string read(const std::string& written) {
    try {
        const auto query = parse_kql(kql_tokens(written), now);
        auto told = text(*query.condition);
        for (const auto& [name, column] : query.shows.columns)
            told += " | " + (name == column ? name : name + " = " + column);
        if (query.shows.rest && !query.shows.columns.empty()) told += " | *";
        for (const auto& cut : query.cuts) told += " | " + std::to_string(cut.count);
        return told;
    } catch (const Refusal& refusal) {
        return text(Diagnostic{"", refusal.place, refusal.what(), refusal.hint}).substr(1);
    }
}

std::string asked(const std::string& condition) {
    return read("imProcessCreate | where " + condition);
}

const Reading conditions[] = {
    {R"(TargetProcessName endswith "/mkfifo" and TargetProcessCommandLine contains " /tmp/")",
     R"((TargetProcessName ~ "*/mkfifo" and TargetProcessCommandLine ~ "* /tmp/*"))"},
    {R"(TargetProcessName == "/bin/sh")", R"(TargetProcessName ~~ "/bin/sh")"},
    {R"(TargetProcessName =~ "/bin/sh")", R"(TargetProcessName ~ "/bin/sh")"},
    {R"(TargetProcessName != "/bin/sh")", R"(not TargetProcessName ~~ "/bin/sh")"},
    {R"(TargetProcessName startswith_cs "/opt")", R"(TargetProcessName ~~ "/opt*")"},
    {R"(CommandLine has "nc")",
     R"x((TargetProcessCommandLine ~ "*nc*" and TargetProcessCommandLine =~ "(?i)(?:^|[^\pL\pN])nc(?:[^\pL\pN]|$)"))x"},
    {R"(CommandLine hasprefix_cs "nc")",
     R"x((TargetProcessCommandLine ~~ "*nc*" and TargetProcessCommandLine =~ "(?:^|[^\pL\pN])nc"))x"},
    {R"(TargetUserId in ("0", "33"))", R"((TargetUserId ~~ "0" or TargetUserId ~~ "33"))"},
    {R"(TargetUserId !in~ ("a", "b"))", R"(not (TargetUserId ~ "a" or TargetUserId ~ "b"))"},
    {R"(not(isempty(ActorUsername)))", R"(not (ActorUsername is null or ActorUsername ~~ ""))"},
    {R"(isnull(ActorUsername))", "false"},
    {R"(tolower(TargetProcessFilename) == "nc")", R"(TargetProcessFilename ~ "nc")"},
    {R"(tolower(TargetProcessFilename) == "Nc")", "false"},
    {R"(TargetProcessFilename == tolower("NC"))", R"(TargetProcessFilename ~~ "nc")"},
    {R"(TargetProcessFilename contains "")", "true"},
    {R"("nc" == TargetProcessFilename)", R"(TargetProcessFilename ~~ "nc")"},
    {R"(toint(TargetProcessId) > 1000)", "number(TargetProcessId) > 1000"},
    {R"(TargetProcessFilename == "n" 'c' // spliced
)",
     R"(TargetProcessFilename ~~ "nc")"},
    {R"(isempty(User) == false)",
     R"((not (TargetUsername is null or TargetUsername ~~ "") and not ((TargetUsername is null or TargetUsername ~~ "")) is unknown))"},
    {"true or false", "(true or false)"},
};

const Reading queries[] = {
    {"imProcessCreate", "true"},
    {"_Im_ProcessCreate()", "true"},
    {"imProcessCreate;", "true"},
    {"imProcessCreate | filter true", "true"},
    {"let port = 4444; imNetworkSession | where DstPortNumber == port", "DstPortNumber = 4444"},
    {"let names = dynamic(['nc', \"ncat\"]); imProcessCreate | where TargetProcessFilename in~ "
     "(names) | where TargetUserId == '0'",
     "((TargetProcessFilename ~ \"nc\" or TargetProcessFilename ~ \"ncat\") and TargetUserId ~~ "
     "\"0\")"},
    {"imNetworkSession | where DstPortNumber between (1 .. 1024)",
     "(DstPortNumber >= 1 and DstPortNumber <= 1024)"},
    {"imNetworkSession | where 1024 < DstPortNumber", "DstPortNumber > 1024"},
    {"imNetworkSession | where isnull(DstPortNumber)", "DstPortNumber is null"},
    {"imNetworkSession | where tostring(DstPortNumber) startswith '44'", "DstPortNumber ~ \"44*\""},
    {"imFileEvent | where FilePath has_any ('cron', 'passwd') | project TimeGenerated, FilePath",
     R"x(((TargetFilePath ~ "*cron*" and TargetFilePath =~ "(?i)(?:^|[^\pL\pN])cron(?:[^\pL\pN]|$)") or (TargetFilePath ~ "*passwd*" and TargetFilePath =~ "(?i)(?:^|[^\pL\pN])passwd(?:[^\pL\pN]|$)")) | TimeGenerated | FilePath = TargetFilePath)x"},
    {"imFileEvent | where TimeGenerated > ago(1h)", "moment of TimeGenerated > 1795165200000"},
    {"imFileEvent(starttime=now()-1d) | where TimeGenerated < datetime(2026-11-20)",
     "(moment of TimeGenerated >= 1795082400000 and moment of TimeGenerated < 1795132800000)"},
    {"imFileEvent | where TimeGenerated between (datetime(2026-11-20) .. 1h)",
     "(moment of TimeGenerated >= 1795132800000 and moment of TimeGenerated <= 1795136400000)"},
    {"imProcessCreate(targetusername_has='*', disabled=false)", "true"},
    {"imProcessCreate(commandline_has_any=dynamic([]), starttime=datetime(null))",
     "(true and true)"},
    {"let iocs = dynamic([]); _Im_NetworkSession(hostname_has_any=iocs, dstportnumber=int(null))",
     "(true and true)"},
    {"let User = 'root'; imProcessCreate | where User == 'www-data'",
     "TargetUsername ~~ \"www-data\""},
    {"imProcessCreate | extend HostCustomEntity = Dvc, timestamp = TimeGenerated",
     "true | HostCustomEntity = Dvc | timestamp = TimeGenerated | *"},
    {"imProcessCreate | extend Ran = CommandLine | where Ran has '' | project Ran, Host = Dvc",
     "true | Ran = TargetProcessCommandLine | Host = Dvc"},
    {"imProcessCreate | extend User = ActorUsername | where User == 'x' | sort by User desc nulls "
     "last, TimeGenerated asc | take 5",
     "ActorUsername ~~ \"x\" | User = ActorUsername | * | 5"},
    {"imFileEvent | where TimeGenerated > now(-1h)", "moment of TimeGenerated > 1795165200000"},
    {"imFileEvent | where TimeGenerated > todatetime(ago(1h))",
     "moment of TimeGenerated > 1795165200000"},
    {"imNetworkSession | where DstPortNumber in (int(80), 0x1bb, real(8.5))",
     "(DstPortNumber = 80 or DstPortNumber = 443 or DstPortNumber = 8.5)"},
    {"imNetworkSession | where notnull(DstPortNumber) and notempty(User)",
     "(not DstPortNumber is null and not (DstUsername is null or DstUsername ~~ \"\"))"},
    {"_Im_NetworkSession(dstportnumber=4444, eventresult='Success')",
     "(DstPortNumber = 4444 and EventResult ~~ \"Success\")"},
};

const Reading mistakes[] = {
    {"",
     "1:1: a query begins with a table, not with the end of the query (imProcessCreate, "
     "imProcessTerminate, imFileEvent or imNetworkSession)"},
    {"union imProcessCreate",
     "1:1: a query begins with a table, not with union (imProcessCreate, imProcessTerminate, "
     "imFileEvent or imNetworkSession)"},
    {"imProcesCreate | where true",
     "1:1: pipehound knows no table imProcesCreate (did you mean imProcessCreate?)"},
    {"SigninLogs",
     "1:1: pipehound knows no table SigninLogs (a query begins with imProcessCreate, "
     "imProcessTerminate, imFileEvent or imNetworkSession)"},
    {"let shells = imProcessCreate | where true; shells",
     "1:14: pipehound's let names values, and this is a table (begin the query with the table "
     "itself)"},
    {"let is_shell = (name: string) { name == 'sh' }; imProcessCreate",
     "1:16: pipehound's let names values, and this is a function (write the expression itself "
     "behind where)"},
    {"imNetworkSession | where DstPortNumber == int(null)",
     "1:43: nothing equals null (ask isnull(DstPortNumber))"},
    {"imNetworkSession | where DstPortNumber == int('80')",
     "1:47: int() stands around a text (as in int(80), or int(null))"},
    {"imNetworkSession | where TimeGenerated > now(1)",
     "1:46: now() takes a span of time, not a number (as in now(-7d))"},
    {"imNetworkSession | where IpAddr == '127.0.0.1'",
     "1:26: pipehound knows no column IpAddr of ASIM's NetworkSession (pipehound "
     "events --fields asim shows the columns; text stands in quotes)"},
    {"imProcessCreate | mv-expand x",
     "1:19: pipehound does not run the operator mv-expand (write the expression itself behind "
     "where)"},
    {"imProcessCreate | wher true",
     "1:19: pipehound does not know the operator wher (did you mean where?)"},
    {"imProcessCreate | project TargetProcessId | where true",
     "1:45: where stands behind project or take (ask before what is shown is chosen)"},
    {"imProcessCreate | extend Host = strcat(Dvc, 'x')",
     "1:33: the name of a column is expected, not strcat (as in: project TimeGenerated, Host = "
     "DvcHostname)"},
    {"imProcessCreate | sort TimeGenerated",
     "1:24: by is missing before TimeGenerated (as in: sort by TimeGenerated)"},
    {"imProcessCreate | take 0",
     "1:24: take takes a number of rows, not a number (as in: take 10)"},
    {"imFileEvent | where TargetFileMD5 == 'x'",
     "1:21: audit does not tell the column TargetFileMD5"},
    {"imProcessCreate | project Dvc | project Dvc",
     "1:33: project stands behind project (one is enough)"},
    {"imProcessCreate | where TargetProcesName == 'x'",
     "1:25: pipehound knows no column TargetProcesName of ASIM's ProcessEvent (did you mean "
     "TargetProcessName?)"},
    {"imProcessCreate | where targetprocessname == 'x'",
     "1:25: pipehound knows no column targetprocessname of ASIM's ProcessEvent (did you mean "
     "TargetProcessName?)"},
    {"imFileEvent | where TargetProcessName == 'x'",
     "1:21: pipehound knows no column TargetProcessName of ASIM's FileEvent (it is a column of "
     "ProcessEvent)"},
    {"imProcessCreate | where TargetProcessName hass 'x'",
     "1:43: pipehound does not know the operator hass (did you mean has?)"},
    {"imProcessCreate | where TargetProcessName = 'x'",
     "1:43: = compares nothing (write == or =~)"},
    {"imProcessCreate | where TargetProcessName",
     "1:25: the column TargetProcessName is no condition (compare it with something, as in: "
     "TargetProcessName has \"nc\")"},
    {"imProcessCreate | where TargetProcessId == 1",
     "1:44: the column TargetProcessId is a text, and == compares it with a number (write it in "
     "quotes, or ask toint(column))"},
    {"imNetworkSession | where DstPortNumber == '1'",
     "1:43: the column DstPortNumber is a number, and == compares it with a text (write the number "
     "without quotes)"},
    {"imProcessCreate | where TimeGenerated > '2026'",
     "1:41: the column TimeGenerated is a datetime, and > compares it with a text (as in "
     "datetime(2026-11-20T10:00:00Z), or ago(7d))"},
    {"imNetworkSession | where DstPortNumber has '1'",
     "1:26: has is asked of texts, and DstPortNumber is none (compare it with ==, <, > or "
     "between)"},
    {"imProcessCreate | where TargetProcessName > 'x'",
     "1:25: > compares numbers and datetimes (texts are compared with ==, =~, has, contains and "
     "the like)"},
    {"imProcessCreate | where not TargetProcessName == 'x'",
     "1:25: not is a function in KQL (write not(...) around the condition)"},
    {"imProcessCreate | where strlen(TargetProcessName) > 5",
     "1:25: pipehound does not know the function strlen() (functions: not, isempty, isnotempty, "
     "isnull, isnotnull, tolower, toupper, tostring, toint, ago, now)"},
    {"imProcessCreate | where isemtpy(TargetProcessName)",
     "1:25: pipehound does not know the function isemtpy() (did you mean isempty()?)"},
    {"imProcessCreate | where tolower(TargetProcessName) matches regex 'x'",
     "1:25: matches regex is not asked of tolower() or toupper() (ask the column itself, with (?i) "
     "before the expression)"},
    {"imProcessCreate | where TargetProcessName matches 'x'",
     "1:51: regex is missing before the string \"x\" (the operator is called: matches regex)"},
    {"imProcessCreate | where TargetProcessName in 'x'",
     "1:46: ( is missing before the string \"x\" (as in: in (\"a\", \"b\"))"},
    {"imProcessCreate | where (true", "1:30: ) is missing before the end of the query"},
    {"imProcessCreate where true",
     "1:17: where is not expected here (an operator stands behind |, a condition is joined with "
     "and or or)"},
    {"imProcessCreate(starttme=ago(1d))",
     "1:17: pipehound does not know the parameter starttme of imProcessCreate (did you mean "
     "starttime?)"},
    {"imProcessCreate | where TimeGenerated > datetime(soon)",
     "1:41: a date is expected in datetime() (as in datetime(2026-11-20T10:00:00Z) or "
     "datetime(2026-11-20))"},
    {"imProcessCreate | where TimeGenerated > ago(1y)",
     "1:45: 1y is no span of time (as in 7d, 12h, 30m, 10s, 100ms, or timespan(1.02:03:04))"},
    {"let a = 1 imProcessCreate",
     "1:11: ; is missing before imProcessCreate (a let ends with a "
     "semicolon)"},
    {"imProcessCreate | where 1 + 2 == 3",
     "1:29: pipehound computes with times alone, not with a number and a number (as in "
     "datetime(2026-11-20) + 1d)"},
};

std::string page() {
    std::ifstream file{std::string{TEST_DATA} + "/../../doc/kql.md"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kql_query_tests)

BOOST_DATA_TEST_CASE(a_condition_reads_as, data::make(conditions), row) {
    BOOST_TEST(asked(row.written) == row.read);
}

BOOST_DATA_TEST_CASE(a_query_reads_as, data::make(queries), row) {
    BOOST_TEST(read(row.written) == row.read);
}

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_its_place, data::make(mistakes), row) {
    BOOST_TEST(read(row.written) == row.read);
}

BOOST_AUTO_TEST_CASE(each_refused_operator_is_told_by_name_and_place) {
    for (const auto& [written, hint] : kql_refusals()) {
        const auto told = read("imProcessCreate\n  | " + std::string{written} + " x");
        BOOST_TEST(told == "2:5: pipehound does not run the operator " + std::string{written} +
                               " (" + std::string{hint} + ')');
    }
}

BOOST_AUTO_TEST_CASE(each_table_is_read) {
    for (const auto& table : kql_tables())
        BOOST_TEST(parse_kql(kql_tokens(std::string{table.name}), now).table->name == table.name);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_long_chains_are_not) {
    const std::string open(10'000, '(');
    BOOST_TEST(asked(open).find("nested too deeply") != std::string::npos);
    std::string lists;
    for (int i = 0; i < 1000; ++i) lists += "dynamic([";
    BOOST_TEST(asked("TargetUserId in (" + lists).find("nested too deeply") != std::string::npos);
    std::string minus = "DstPortNumber == ";
    minus.append(10'000, '-');
    BOOST_TEST(read("imNetworkSession | where " + minus).find("nested too deeply") !=
               std::string::npos);
    std::string chain = "true";
    for (int i = 0; i < 10'000; ++i) chain += " or true";
    BOOST_TEST(asked(chain).starts_with("(true or true"));
}

BOOST_AUTO_TEST_CASE(what_is_supported_and_refused_stands_in_the_documentation) {
    const auto text = page();
    const auto stands = [&](const std::string& line) {
        BOOST_TEST(text.find('\n' + line + '\n') != std::string::npos, line);
    };
    for (const auto& sign : kql_operators()) {
        const bool orders =
            sign.kind == KqlOperator::Kind::order || sign.kind == KqlOperator::Kind::between;
        stands("| `" + std::string{sign.written} + "` | " + std::string{sign.meaning} + " | " +
               (orders       ? ""
                : sign.cased ? "yes"
                             : "no") +
               " |");
    }
    for (const auto& [written, meaning] : kql_functions())
        stands("| `" + std::string{written} + "()` | " + std::string{meaning} + " |");
    for (const auto& [written, hint] : kql_refusals())
        stands("| `" + std::string{written} + "` | " + std::string{hint} + " |");
    for (const auto& table : kql_tables())
        BOOST_TEST(text.find('`' + std::string{table.name} + '`') != std::string::npos, table.name);
    for (const auto key : kql_head_keys())
        BOOST_TEST(text.find("| `" + std::string{key} + "` |") != std::string::npos, key);
}

BOOST_AUTO_TEST_SUITE_END()
