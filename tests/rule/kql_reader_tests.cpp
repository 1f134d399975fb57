// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"

using namespace pipehound::rule;
namespace event = pipehound::event;

namespace {

Documents read(const std::string& text, const std::string& file = "rules/fifo.kql") {
    Documents documents;
    read_kql(file, text, event::Time{}, documents);
    return documents;
}

std::string broken(const std::string& text) {
    const auto documents = read(text);
    return documents.broken.size() == 1 ? pipehound::rule::text(documents.broken.front())
                                        : std::to_string(documents.broken.size()) + " broken";
}

std::string id(const std::string& text) { return read(text).detections.at(0).meta.id; }

const std::string whole_head = R"(// Hunts for FIFOs: in shared folders.
// id: 8a1f3c52-6d0e-4b7c-9a55-2f4be0a6c1d7
//name: mkfifo in /tmp
// level: high
// description: a named pipe: where anybody may write
// author: SOC
// tags: attack.execution, attack.t1059.004
// references: https://example.org/a, https://example.org/b
// falsepositives: build scripts
// note: ask who made it
// status: stable
// risk: 73

imProcessCreate | where TargetProcessName endswith "/mkfifo"
// level: low
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(kql_reader_tests)

BOOST_AUTO_TEST_CASE(the_head_says_what_the_rule_is) {
    const auto documents = read(whole_head);
    BOOST_REQUIRE(documents.broken.empty());
    const auto& [meta, source, condition] = documents.detections.at(0);
    BOOST_TEST(meta.language == "kql");
    BOOST_TEST(meta.id == "8a1f3c52-6d0e-4b7c-9a55-2f4be0a6c1d7");
    BOOST_TEST(meta.name == "mkfifo in /tmp");
    BOOST_TEST(meta.title == "mkfifo in /tmp");
    BOOST_CHECK(meta.level == event::Level::high);
    BOOST_TEST(meta.description == "a named pipe: where anybody may write");
    BOOST_TEST(meta.author == "SOC");
    BOOST_TEST(meta.tags.size() == 2u);
    BOOST_TEST(meta.tags.back() == "attack.t1059.004");
    BOOST_TEST(meta.references.size() == 2u);
    BOOST_TEST(meta.false_positives.size() == 1u);
    BOOST_TEST(meta.note == "ask who made it");
    BOOST_TEST(meta.status == "stable");
    BOOST_TEST(meta.risk.value_or(0) == 73);
    BOOST_CHECK((meta.place == Place{14, 1}));
    BOOST_TEST(text(source) == "linux/process_creation");
    BOOST_TEST(text(*condition) == "TargetProcessName ~ \"*/mkfifo\"");
}

BOOST_AUTO_TEST_CASE(a_title_is_told_and_a_name_referred_to) {
    const auto meta = read("// title: A\n// name: b\nimProcessCreate").detections.at(0).meta;
    BOOST_TEST(meta.title == "A");
    BOOST_TEST(meta.name == "b");
}

BOOST_AUTO_TEST_CASE(without_a_head_the_file_names_it_and_the_query_makes_its_id) {
    const auto meta = read("imProcessCreate").detections.at(0).meta;
    BOOST_TEST(meta.title == "fifo");
    BOOST_TEST(meta.name == "fifo");
    BOOST_CHECK(meta.level == event::Level::medium);
    BOOST_TEST(meta.id.starts_with("kql-"));
    BOOST_TEST(id("imProcessCreate") == id("// moved\n\n imProcessCreate // the same"));
    BOOST_TEST(id("imProcessCreate") != id("imProcessCreate | where true"));
}

BOOST_AUTO_TEST_CASE(a_broken_head_is_told_with_file_and_line) {
    BOOST_TEST(broken("// id: x\n  // level: hihg\nimProcessCreate") ==
               "rules/fifo.kql:2:3: there is no level hihg (informational, low, medium, high or "
               "critical)");
    BOOST_TEST(broken("// levl: high\nimProcessCreate") ==
               "rules/fifo.kql:1:1: a rule has no levl (did you mean level? A remark begins with a "
               "capital)");
    BOOST_TEST(broken("// id:\nimProcessCreate") == "rules/fifo.kql:1:1: id has no value");
    BOOST_TEST(broken("// id: a\n// id: b\nimProcessCreate") ==
               "rules/fifo.kql:2:1: id stands twice (leave one)");
    BOOST_TEST(broken("// risk: 101\nimProcessCreate") ==
               "rules/fifo.kql:1:1: the risk 101 is no number from 0 to 100");
}

BOOST_AUTO_TEST_CASE(remarks_at_the_head_are_no_keys) {
    BOOST_TEST(broken("// Level: of detail\n// see https://example.org\n// two words: here\n"
                      "// todo: ask\nimProcessCreate") == "0 broken");
}

BOOST_AUTO_TEST_CASE(each_table_asks_for_its_own_events) {
    BOOST_TEST(text(read("imNetworkSession").detections.at(0).source) ==
               "linux/network_connection");
    BOOST_TEST(text(read("imFileEvent").event_detections.at(0).query) == "file where true");
    BOOST_TEST(text(read("imProcessTerminate").event_detections.at(0).query) ==
               "process where event.type ~~ \"end\"");
    BOOST_TEST(
        text(read("imProcess").event_detections.at(0).query) ==
        "process where ((event.type ~~ \"start\" and event.action ~~ \"exec\") or event.type "
        "~~ \"end\")");
}

BOOST_AUTO_TEST_CASE(the_columns_of_project_are_kept) {
    const auto meta =
        read("imProcessCreate | project TimeGenerated, CommandLine").detections.at(0).meta;
    BOOST_TEST(!meta.shows.rest);
    BOOST_REQUIRE(meta.shows.columns.size() == 2u);
    BOOST_TEST(meta.shows.columns.back().name == "CommandLine");
    BOOST_TEST(meta.shows.columns.back().column == "TargetProcessCommandLine");
}

BOOST_AUTO_TEST_CASE(a_column_that_audit_does_not_tell_makes_a_query_not_evaluable) {
    const auto documents = read("imProcessCreate | where TargetProcessSHA256 == 'x'");
    BOOST_TEST(documents.broken.empty());
    BOOST_REQUIRE(documents.unsupported.size() == 1u);
    BOOST_TEST(documents.unsupported.at(0).reason ==
               "audit does not tell the column TargetProcessSHA256");
}

BOOST_AUTO_TEST_CASE(a_text_without_a_query_is_told) {
    BOOST_TEST(broken("// nothing yet\n").starts_with("rules/fifo.kql:1:1: there is no query"));
    BOOST_TEST(broken("\xef\xbb\xbf").starts_with("rules/fifo.kql:1:1: there is no query"));
    BOOST_TEST(broken("\xef\xbb\xbfimProcessCreate") == "0 broken");
}

BOOST_AUTO_TEST_SUITE_END()
