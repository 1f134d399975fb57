// SPDX-License-Identifier: Apache-2.0
#include "rule/elastic_rule.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rule/condition_text.hpp"

using namespace pipehound::rule;
namespace data = boost::unit_test::data;

namespace {

Documents read(const std::string& text) {
    Documents documents;
    read_elastic_rule("a.toml", text, documents);
    return documents;
}

std::string broken(const std::string& text) {
    const auto documents = read(text);
    return documents.broken.size() == 1 ? pipehound::rule::text(documents.broken.front())
                                        : std::to_string(documents.broken.size()) + " broken";
}

const std::string whole = R"(
[metadata]
maturity = "deprecated"

[rule]
author = ["A", "B"]
description = """
Says what
it finds.
"""
false_positives = ["f"]
language = "eql"
name = "N"
note = """## Triage
look"""
references = ["u", "v"]
risk_score = 47
rule_id = "28bc620d"
severity = "critical"
type = "eql"
query = '''
process where process.name == "sh"
'''

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1059"
[[rule.threat.technique.subtechnique]]
id = "T1059.004"
[[rule.threat.technique]]
id = "T1071"
[rule.threat.tactic]
id = "TA0011"
name = "Command and Control"

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1071"
[rule.threat.tactic]
name = "Execution"

[[rule.threat]]
framework = "MITRE ATLAS"
[rule.threat.tactic]
name = "Impact"
)";

const std::string head = "[rule]\nname = \"N\"\n";

struct Reading {
    std::string written;
    std::string read;
};

std::ostream& operator<<(std::ostream& out, const Reading& reading) {
    return out << reading.written;
}

const Reading mistakes[] = {
    {"[rule", "a.toml:1:6: not valid TOML: "},
    {"", "a.toml:1:1: there is no table [rule] (is this one of Elastic's rules?)"},
    {"rule = 1", "a.toml:1:1: there is no table [rule] (is this one of Elastic's rules?)"},
    {"\n[rule]\nquery = 'any where a'\n", "a.toml:2:1: the key name is missing"},
    {head, "a.toml:1:1: the key query is missing"},
    {"[rule]\nname = 5\n", "a.toml:2:8: name must be a text in quotes"},
    {head + "query = 5\n", "a.toml:3:9: query must be a text in quotes"},
    {head + "references = ['u', 5]\n", "a.toml:3:20: each of references must be a text in quotes"},
    {head + "severity = 'urgent'\n",
     "a.toml:3:12: unknown severity urgent (one of low, medium, high, critical)"},
    {head + "risk_score = 101\n", "a.toml:3:14: risk_score must be a whole number from 0 to 100"},
    {head + "risk_score = '7'\n", "a.toml:3:14: risk_score must be a whole number from 0 to 100"},
};

// Each query ends before its value comes.
const Reading places[] = {
    {"query = 'any where a =='", "3:24"},
    {"query = \"any where a ==\"", "3:24"},
    {"query = '''any where a =='''", "3:26"},
    {"query = '''\nany where a =='''", "4:15"},
    {"query = '''\r\nany where\r\n  a =='''", "5:7"},
    {"query = \"\"\"\n\nany where a ==\"\"\"", "5:15"},
    {"query =    \"\"\"any where\n  a ==\"\"\"", "4:7"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(elastic_rule_tests)

BOOST_AUTO_TEST_CASE(a_rule_is_read_whole) {
    const auto documents = read(whole);
    BOOST_REQUIRE_MESSAGE(documents.broken.empty(), broken(whole));
    const auto& [meta, query] = documents.event_detections.at(0);
    BOOST_TEST(meta.title == "N");
    BOOST_TEST(meta.id == "28bc620d");
    BOOST_TEST(meta.description == "Says what\nit finds.");
    BOOST_TEST(meta.author == "A, B");
    BOOST_TEST(meta.status == "deprecated");
    BOOST_CHECK(meta.level == pipehound::event::Level::critical);
    BOOST_TEST(meta.risk.value_or(0) == 47);
    BOOST_TEST(meta.references == (std::vector<std::string>{"u", "v"}),
               boost::test_tools::per_element());
    BOOST_TEST(meta.false_positives.at(0) == "f");
    BOOST_TEST(meta.note == "## Triage\nlook");
    BOOST_TEST(meta.file == "a.toml");
    BOOST_CHECK((meta.place == Place{5, 1}));
    BOOST_TEST(text(query) == "process where process.name ~~ \"sh\"");
    BOOST_CHECK((query.place == Place{22, 1}));
}

BOOST_AUTO_TEST_CASE(threats_are_tags_as_sigma_writes_them) {
    const std::vector<std::string> tags{"attack.command-and-control", "attack.t1059.004",
                                        "attack.t1071", "attack.execution"};
    BOOST_TEST(read(whole).event_detections.at(0).meta.tags == tags,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sequence_keeps_what_the_rule_says_of_itself) {
    const auto documents =
        read(head + "query = 'sequence by a [process where b] [file where c]'\n");
    BOOST_TEST(documents.sequences.at(0).meta.title == "N");
    BOOST_CHECK((documents.sequences.at(0).stages.at(0).query.place == Place{3, 25}));
}

BOOST_AUTO_TEST_CASE(a_rule_without_an_id_gets_one_that_lasts_while_its_text_does) {
    const auto id = [](const std::string& text) {
        return read(text).event_detections.at(0).meta.id;
    };
    const auto one = id(head + "query = 'any where a'\n");
    BOOST_TEST(one.starts_with("elastic-"));
    BOOST_TEST(one == id("# moved\n\n" + head + "query   =   'any where a'\n"));
    BOOST_TEST(one != id(head + "query = 'any where b'\n"));
}

BOOST_AUTO_TEST_CASE(a_rule_in_another_language_is_sound_but_not_run) {
    const auto reason = [](const std::string& keys) {
        const auto documents = read(head + keys);
        BOOST_TEST(documents.broken.empty());
        BOOST_TEST(documents.event_detections.empty());
        BOOST_TEST(documents.unsupported.at(0).meta.title == "N");
        return documents.unsupported.at(0).reason;
    };
    BOOST_TEST(reason("type = 'query'\nlanguage = 'kuery'\nquery = 'a:b'\n") ==
               "a rule of the type query in the language kuery is not EQL");
    BOOST_TEST(reason("type = 'machine_learning'\n") ==
               "a rule of the type machine_learning is not EQL");
    BOOST_TEST(reason("language = 'esql'\nquery = 'from x'\n") == "the language esql is not EQL");
}

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_its_place, data::make(mistakes), mistake) {
    BOOST_TEST(broken(mistake.written).starts_with(mistake.read));
}

BOOST_DATA_TEST_CASE(a_mistake_in_the_query_stands_where_the_file_has_it, data::make(places),
                     reading) {
    BOOST_TEST(broken(head + reading.written + '\n') ==
               "a.toml:" + reading.read +
                   ": a field or a value is missing before the end of the query");
}

// toml++ put away a table for each part of a key by recursion: the stack was at its end.
BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_does_not_crash) {
    const auto repeated = [](const std::string& part, int times) {
        std::string text;
        for (int i = 0; i < times; ++i) text += part;
        return text;
    };
    const std::string told = ": the file is nested too deep (at most 16 levels are read)";
    BOOST_TEST(broken(head + repeated("a.", 100'000) + "a = 1\n") == "a.toml:3:34" + told);
    BOOST_TEST(broken(head + '[' + repeated("'a' . ", 100'000) + "a]\n") == "a.toml:3:102" + told);
    BOOST_TEST(broken(head + "x = " + repeated("[", 100'000)) == "a.toml:3:21" + told);
    BOOST_TEST(broken(head + "x = " + repeated("{a.a=\n", 100'000)) == "a.toml:19:1" + told);
}

BOOST_AUTO_TEST_CASE(brackets_and_points_in_strings_and_comments_nest_nothing) {
    const std::string deep = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
    const std::string points = "............................";
    const std::string quotes = R"(""")";
    BOOST_TEST(broken(head + "a = '" + deep + "' # " + deep + "\nb = \"\\\"" + points +
                      "\"\nc = " + quotes + "\n\"" + deep + "\\\"" + quotes + "\"\nd = '''" +
                      points + "''''\nquery = 'any where a'\n") == "0 broken");
}

// Each tag was looked for among all before it.
BOOST_AUTO_TEST_CASE(many_threats_are_read_in_one_go) {
    std::string text = head + "query = 'any where a'\n";
    for (int i = 0; i < 30'000; ++i)
        text += "[[rule.threat]]\nframework = 'MITRE ATT&CK'\ntactic = {name = 'T" +
                std::to_string(i) + "'}\n";
    BOOST_TEST(read(text).event_detections.at(0).meta.tags.size() == 30'000U);
}

BOOST_AUTO_TEST_CASE(elastics_own_rules_are_all_read) {
    const std::filesystem::path folder{ELASTIC_RULES};
    if (!std::filesystem::exists(folder)) {
        BOOST_TEST_MESSAGE("skipped: no " << folder);
        return;
    }
    Documents documents;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() != ".toml") continue;
        std::ifstream file{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        read_elastic_rule(entry.path().filename(), text, documents);
        ++files;
    }
    for (const auto& diagnostic : documents.broken) BOOST_ERROR(text(diagnostic));
    BOOST_TEST(files > 0U);
    BOOST_TEST(documents.event_detections.size() + documents.sequences.size() +
                   documents.unsupported.size() ==
               files);
}

BOOST_AUTO_TEST_SUITE_END()
