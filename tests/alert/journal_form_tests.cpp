// SPDX-License-Identifier: Apache-2.0
#include "alert/journal_form.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "alert/golden.hpp"
#include "alert/sample_alerts.hpp"

using namespace pipehound;
using namespace pipehound::alert;

namespace {

std::map<std::string, std::string> fields_of(const Alert& alert, const Context& context = {}) {
    const auto fields = journal_fields(alert, context);
    return {fields.begin(), fields.end()};
}

std::string source(const std::string& path) {
    return test::file_text(std::string{TEST_DATA} + "/../../" + path);
}

Alert blindness() {
    Alert alert;
    alert.kind = Kind::blindness;
    alert.level = event::Level::high;
    alert.rule.id = "f1ca251b-f2a7-4ee9-8005-9a92f720585e";
    alert.rule.name = "Audit was switched off";
    alert.reason = "Somebody switched audit off";
    alert.incident = "phb-1";
    alert.first = alert.last = sample::at(0);
    alert.evidence = {{sample::at(0), 77, "record-written", event::Pid{9}, "switched audit off"}};
    alert.members = {sample::member(Role::subject, 9, 1, "/usr/sbin/auditctl", {})};
    return alert;
}

/// With all that the catalog may show.
Alert full_rule_find() {
    auto alert = sample::rule_find();
    alert.techniques = {{"T1059", "Command and Scripting Interpreter", "TA0002", "Execution"}};
    alert.remote = Remote{{"203.0.113.5", 4444}};
    return alert;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal_form_tests)

BOOST_AUTO_TEST_CASE(entries_are_as_they_were_approved) {
    for (const auto& [name, alert] : sample::all()) {
        std::string actual;
        for (const auto& [field, value] : journal_fields(alert))
            if (field != "PIPEHOUND_JSON")
                actual.append(field).append("=").append(value).append("\n");
        BOOST_TEST(test::golden("alert/" + name + ".journal", actual) == actual);
    }
}

BOOST_AUTO_TEST_CASE(names_are_valid_and_appear_once_and_no_value_is_empty) {
    const std::regex valid{"[A-Z][A-Z0-9_]{0,63}"};
    for (const auto& [name, alert] : sample::all()) {
        std::set<std::string> seen;
        for (const auto& [field, value] : journal_fields(alert)) {
            BOOST_TEST(std::regex_match(field, valid), field);
            BOOST_TEST(seen.insert(field).second, field << " comes twice");
            BOOST_TEST(!value.empty(), field << " is empty in " << name);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_field_stands_in_the_documentation) {
    const auto page = source("doc/alert-format.md");
    for (const auto& [name, alert] : sample::all())
        for (const auto& [field, value] : journal_fields(alert))
            BOOST_TEST(page.find('`' + field + '`') != std::string::npos,
                       field << " is not documented");
}

BOOST_AUTO_TEST_CASE(priority_follows_the_level) {
    const std::map<event::Level, std::string> expected{{event::Level::critical, "2"},
                                                       {event::Level::high, "3"},
                                                       {event::Level::medium, "4"},
                                                       {event::Level::low, "5"},
                                                       {event::Level::informational, "6"}};
    auto alert = sample::reverse_shell();
    for (const auto& [level, priority] : expected) {
        alert.level = level;
        BOOST_TEST(fields_of(alert).at("PRIORITY") == priority);
    }
}

BOOST_AUTO_TEST_CASE(the_whole_document_goes_along) {
    const auto json =
        nlohmann::json::parse(fields_of(sample::bind_shell(), {"here"}).at("PIPEHOUND_JSON"));
    BOOST_TEST(json.at("host").at("name") == "here");
    BOOST_TEST(!json.at("pipehound").contains("truncated"));
}

BOOST_AUTO_TEST_CASE(hostile_text_cannot_start_a_line_nor_an_escape) {
    for (const auto& [field, value] : journal_fields(sample::hostile()))
        BOOST_TEST(std::none_of(value.begin(), value.end(),
                                [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }),
                   field);
}

BOOST_AUTO_TEST_CASE(a_guide_keeps_its_lines_and_nothing_else_that_moves_a_cursor) {
    const auto fields = fields_of(sample::rule_find());
    BOOST_TEST(fields.at("PIPEHOUND_NOTE") == "## Triage\n\n1. Who is it?\n2. End it.\\x1b[2J\n");
    auto alert = sample::rule_find();
    alert.rule.note.assign(max_journal_json, 'x');
    BOOST_TEST(fields_of(alert).at("PIPEHOUND_NOTE").size() == max_journal_note);
    BOOST_TEST(fields_of(alert).at("PIPEHOUND_JSON").size() <= max_journal_json);
    BOOST_TEST(fields_of(sample::reverse_shell()).count("PIPEHOUND_NOTE") == 0u);
}

BOOST_AUTO_TEST_CASE(an_enormous_alert_is_cut_to_the_limits_and_keeps_both_legs) {
    const auto alert = sample::huge();
    for (const auto& [field, value] : journal_fields(alert))
        BOOST_TEST(
            value.size() <= (field == "PIPEHOUND_JSON" ? max_journal_json : max_journal_text),
            field << ' ' << value.size());
    const auto json = nlohmann::json::parse(fields_of(alert).at("PIPEHOUND_JSON"));
    BOOST_TEST(json.at("pipehound").at("truncated") == true);
    std::set<std::string> roles;
    for (const auto& member : json.at("pipehound").at("members"))
        roles.insert(member.at("role").get<std::string>());
    BOOST_TEST(roles.count("shell") == 1u);
    BOOST_TEST(roles.count("network") == 1u);
}

BOOST_AUTO_TEST_CASE(the_catalog_explains_each_message_and_names_only_fields_that_exist) {
    const auto catalog = source("conf/pipehound.catalog");
    for (const auto& alert : {sample::reverse_shell(), full_rule_find(), blindness()}) {
        const auto fields = fields_of(alert);
        const auto begin = catalog.find("\n-- " + fields.at("MESSAGE_ID") + "\nSubject: ");
        BOOST_REQUIRE(begin != std::string::npos);
        const auto entry = catalog.substr(begin, catalog.find("\n-- ", begin + 1) - begin);
        const std::regex reference{"@([A-Z_]+)@"};
        std::size_t references = 0;
        for (std::sregex_iterator found{entry.begin(), entry.end(), reference}, end; found != end;
             ++found, ++references)
            BOOST_TEST(fields.count((*found)[1].str()) == 1u, (*found)[1].str());
        BOOST_TEST(references > 5u);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_plain_detection_says_what_it_is) {
    BOOST_TEST(fields_of(sample::reverse_shell()).count("PIPEHOUND_KIND") == 0u);
    BOOST_TEST(fields_of(blindness()).at("PIPEHOUND_KIND") == "blindness");
    BOOST_TEST(fields_of(blindness()).at("MESSAGE_ID") == blindness_message_id);
    BOOST_TEST(fields_of(sample::rule_find()).at("MESSAGE_ID") == rule_message_id);
    auto test = sample::reverse_shell();
    test.kind = Kind::selftest;
    const auto fields = fields_of(test);
    BOOST_TEST(fields.at("PIPEHOUND_KIND") == "selftest");
    BOOST_TEST(fields.at("MESSAGE_ID") == message_id);
    BOOST_TEST(fields.at("PRIORITY") == "2");
    BOOST_TEST(fields.at("MESSAGE").starts_with("Self test: Reverse shell"));
    const auto json = nlohmann::json::parse(fields.at("PIPEHOUND_JSON"));
    BOOST_TEST(json.at("pipehound").at("kind") == "selftest");
    BOOST_TEST(json.at("event").at("kind") == "alert");
}

BOOST_AUTO_TEST_SUITE_END()
