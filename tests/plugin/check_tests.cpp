// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "audit/kernel_rules_text.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/rule_compiler.hpp"
#include "event/json.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;
using event::Json;
using plugin::Check;

namespace {

constexpr event::Time now{std::chrono::seconds{1'800'000'000}};  // 2027-01-15

std::string rule_of(const std::string& id, const std::string& source,
                    const std::string& selection) {
    return "title: Rule " + id + "\nid: " + id + "\nlogsource: {" + source + "}\ndetection: {s: {" +
           selection + "}, condition: s}\n---\n";
}

const auto execution = rule_of("e", "category: process_creation", "Image: /bin/x");
const auto login = rule_of("l", "service: auditd", "type: USER_LOGIN, res: failed");
const auto windows = rule_of("w", "product: windows, category: process_creation", "Image: x");
const auto mistaken = rule_of("b", "category: process_creation", "CommandLine|re: '('");
const std::string correlation =
    "title: Many\nid: c\ncorrelation: {type: temporal, timespan: 1m, rules: [e, l]}\n---\n";
const std::string filter =
    "title: Ours\nid: f\nreason: us\nexpires: 2026-01-01\nlogsource: {category: process_creation}\n"
    "filter: {rules: [e], s: {User: root}, condition: not s}\n---\n";
const auto all = execution + login + windows + mistaken + correlation + filter;

constexpr const char* senders =
    "USER_LOGIN records, sent by PAM, and what logs people in (login, sshd, sudo, su)";

Check check_of(const std::string& text, std::optional<plugin::KernelState> kernel = {}) {
    rule::Documents documents;
    if (!text.empty()) rule::read_sigma("a.yml", text, documents);
    return {detect::compile(std::move(documents), {}), std::move(kernel), now};
}

/// Audit as it should be, with these of its rules.
plugin::KernelState kernel(const std::string& file) {
    const std::string folder = audit::native_machine() == audit::Machine::aarch64 ? "aarch64/" : "";
    std::ifstream rules{RULES "/" + folder + file};
    plugin::KernelState state;
    state.enabled = 1;
    state.daemon = 312;
    state.backlog_limit = 8192;
    state.rules =
        audit::parse_rules_text(std::string{std::istreambuf_iterator<char>{rules}, {}}).rules;
    return state;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_tests)

BOOST_AUTO_TEST_CASE(the_text_tells_what_runs_and_what_does_not) {
    const auto check = check_of(all);
    BOOST_TEST(!check.sound());
    BOOST_TEST(check.text() ==
               "Broken:\n"
               "  a.yml:19:33: the regular expression is not understood: missing ): ( (RE2's "
               "syntax holds, without look-around and back-references)\n"
               "\nNot evaluable:\n"
               "  a.yml: Rule w: the log source windows/process_creation is not Linux'\n"
               "\nFilters:\n"
               "  a.yml: Ours (expired: it excludes nothing)\n"
               "\nKernel rules that this set needs, and how many rules ask for them:\n"
               "  40-pipehound.rules: 2\n"
               "  " +
                   std::string{senders} +
                   ": 1\n"
                   "\n3 rules run, 1 not evaluable, 1 broken\n");
}

BOOST_AUTO_TEST_CASE(the_json_tells_the_same_on_one_line) {
    const auto text = check_of(all).json();
    BOOST_TEST(text.find('\n') == text.size() - 1);
    const auto page = event::parse_json(text);
    BOOST_TEST(page["running"] == 3);
    BOOST_TEST(page["not_evaluable"] ==
               event::parse_json(R"([{"file": "a.yml", "id": "w", "title": "Rule w", "reason":
                   "the log source windows/process_creation is not Linux'"}])"));
    BOOST_TEST(page["broken"] ==
               event::parse_json(R"([{"file": "a.yml", "line": 19, "column": 33, "message":
                   "the regular expression is not understood: missing ): (", "hint":
                   "RE2's syntax holds, without look-around and back-references"}])"));
    BOOST_TEST(page["filters"] ==
               event::parse_json(R"([{"file": "a.yml", "id": "f", "title": "Ours",
                                                   "in_force": false}])"));
    BOOST_TEST(page["kernel_rules"] == Json({{{"source", "40-pipehound.rules"}, {"rules", 2}},
                                             {{"source", senders}, {"rules", 1}}}));
    BOOST_TEST(!page.contains("kernel"));
}

BOOST_AUTO_TEST_CASE(each_running_rule_names_the_kernel_rules_that_it_needs_a_correlation_all) {
    const auto rules = event::parse_json(check_of(all).json())["rules"];
    BOOST_REQUIRE(rules.size() == 3U);
    BOOST_TEST(rules[0] == event::parse_json(R"({"id": "e", "file": "a.yml", "title": "Rule e",
                                           "kernel_rules": ["40-pipehound.rules"]})"));
    BOOST_TEST(rules[1]["kernel_rules"] == Json::array({senders}));
    BOOST_TEST(rules[2]["id"] == "c");
    BOOST_TEST(rules[2]["kernel_rules"] == Json::array({"40-pipehound.rules", senders}));
}

BOOST_AUTO_TEST_CASE(an_empty_set_is_sound_and_needs_what_the_core_needs) {
    const auto check = check_of("");
    BOOST_TEST(check.sound());
    BOOST_TEST(check.text() ==
               "Kernel rules that this set needs, and how many rules ask for them:\n"
               "  40-pipehound.rules: 1\n"
               "\n0 rules run, 0 not evaluable, 0 broken\n");
}

BOOST_AUTO_TEST_CASE(a_kernel_that_shows_all_is_said_to) {
    const auto check = check_of(execution, kernel("40-pipehound.rules"));
    BOOST_TEST(check.text().find("\nThe kernel's rules show all that is needed.\n") !=
               std::string::npos);
    BOOST_TEST(check.text().ends_with("\n1 rule runs, 0 not evaluable, 0 broken\n"));
    BOOST_TEST(event::parse_json(check.json())["kernel"] ==
               event::parse_json(R"({"impediments": [], "gaps": []})"));
}

BOOST_AUTO_TEST_CASE(what_a_kernel_without_rules_cannot_show_is_told_with_what_to_install) {
    const auto check = check_of(execution + login, kernel("none"));
    const auto text = check.text();
    BOOST_TEST(text.find("\nCannot fire on this host:\n  " + detect::pipe_rule().name + " (" +
                         detect::pipe_rule().id + ")\n") != std::string::npos);
    BOOST_TEST(text.find("\n  Rule e (e)\n    No rule shows execve, execveat.\n"
                         "    Install 40-pipehound.rules.\n") != std::string::npos);
    BOOST_TEST(text.find("Rule l") == std::string::npos);
    const auto gaps = event::parse_json(check.json())["kernel"]["gaps"];
    BOOST_REQUIRE(gaps.size() == 2U);
    BOOST_TEST(gaps[1] == event::parse_json(R"({"id": "e", "title": "Rule e", "can_fire": false,
        "reasons": ["No rule shows execve, execveat.", "Install 40-pipehound.rules."]})"));
}

BOOST_AUTO_TEST_CASE(a_rule_that_can_fire_in_some_of_its_ways_sees_less) {
    const auto either = rule_of("s", "service: auditd", "SYSCALL: [execve, ptrace]");
    const auto check = check_of(either, kernel("40-pipehound.rules"));
    BOOST_TEST(check.text().find("\nSees less on this host:\n  Rule s (s)\n"
                                 "    No rule shows ptrace.\n") != std::string::npos);
    const auto gap = event::parse_json(check.json())["kernel"]["gaps"][0];
    BOOST_TEST(gap["id"] == "s");
    BOOST_TEST(gap["can_fire"] == true);
}

BOOST_AUTO_TEST_CASE(audit_that_is_off_is_told) {
    auto off = kernel("40-pipehound.rules");
    off.enabled = 0;
    const auto check = check_of(execution, off);
    BOOST_TEST(check.text().find("\nAudit on this host:\n") != std::string::npos);
    BOOST_TEST(event::parse_json(check.json())["kernel"]["impediments"].size() == 1U);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_spoil_the_json) {
    auto book = std::make_shared<detect::RuleBook>();
    book->broken.push_back({"\xff.yml", {}, "\xff", {}});
    const Check check{book, {}, now};
    BOOST_TEST(Json::accept(check.json()));
}

BOOST_AUTO_TEST_SUITE_END()
