// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_compiler.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "detect/matcher.hpp"
#include "detect/pipe_rule.hpp"
#include "event/sample_events.hpp"
#include "rule/eql_reader.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using Book = std::shared_ptr<const detect::RuleBook>;
using Strings = std::vector<std::string>;

namespace {

const auto all = [](const detect::CompiledRule&) { return true; };

Book book(const std::string& text, bool strict = false) {
    rule::Documents documents;
    rule::read_sigma("a.yml", text, documents);
    return detect::compile(std::move(documents), {.strict_names = strict});
}

const std::string executions = "product: linux, category: process_creation";

std::string rule_of(const std::string& id, const std::string& selection = "Image: x",
                    const std::string& source = executions, const std::string& more = {}) {
    return "title: T\nid: " + id + "\n" + more + "logsource: {" + source + "}\ndetection: {s: {" +
           selection + "}, condition: s}\n---\n";
}
std::string correlation_of(const std::string& id, const std::string& body) {
    return "title: C\nid: " + id + "\ncorrelation: {timespan: 1m, " + body + "}\n---\n";
}
std::string count_of(const std::string& id, const std::string& rules) {
    return correlation_of(id, "type: event_count, condition: {gte: 2}, rules: " + rules);
}
std::string filter_of(const std::string& id, const std::string& rules,
                      const std::string& source = executions) {
    return "title: F\nid: " + id + "\nlogsource: {" + source + "}\nfilter: {rules: " + rules +
           ", s: {User: root}, condition: not s}\n---\n";
}

/// "id: why", for each.
Strings not_evaluable(const detect::RuleBook& book) {
    Strings told;
    for (const auto& one : book.not_evaluable) told.push_back(one.id + ": " + one.reason);
    return told;
}
Strings broken(const detect::RuleBook& book) {
    Strings told;
    for (const auto& one : book.broken) told.push_back(rule::text(one));
    return told;
}

struct Case {
    std::string text;
    std::string told;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.told; }

const auto windows = rule_of("w", "Image: x", "product: windows, category: process_creation");
const auto logon = rule_of("l", "LogonId: 1");

const Case not_run[] = {
    {windows, "w: the log source windows/process_creation is not Linux'"},
    {rule_of("s", "Image: x", "product: linux, service: sshd"),
     "s: the log source linux/sshd does not come from audit"},
    {rule_of("c", "Image: x", "category: registry_set"),
     "c: the log source registry_set does not come from audit"},
    {rule_of("b", "Image: x", "category: process_creation, service: sysmon"),
     "b: the log source process_creation/sysmon does not come from audit"},
    {logon, "l: audit does not tell the field LogonId"},
    {rule_of("p", "TargetFilename: x"),
     "p: events of process_creation have no field TargetFilename"},
    {rule_of("r", "Image: x", "service: auditd"), "r: no audit record has a field Image"},
    {rule_of("a", "ParentProcessName: x"), "a: audit does not tell the field ParentProcessName"},
    {filter_of("f", "[nothing]"), "f: none of the rules that it names runs"},
    {filter_of("f", "any"), "f: none of the rules that it names runs"},
    {filter_of("f", "any", "product: windows"), "f: the log source windows is not Linux'"},
    {filter_of("f", "any", "service: auditd"), "f: no audit record has a field User"},
};

const Case broken_ones[] = {
    {rule_of("r", "CommandLine|re: '('"),
     "a.yml:4:33: the regular expression is not understood: missing ): ( (RE2's syntax holds, "
     "without look-around and back-references)"},
    {rule_of("r", "CommandLine|cidr: x"),
     "a.yml:4:35: \"x\" is no network (as in 10.0.0.0/8 or fe80::/10)"},
    {rule_of("r") + rule_of("r", "Image: y"),
     "a.yml:6:1: the id r is taken by a.yml (give each rule an id of its own)"},
    {rule_of("r") + count_of("r", "r"),
     "a.yml:6:1: the id r is taken by a.yml (give each rule an id of its own)"},
    {rule_of("rule_a") + count_of("c", "rule_b"),
     "a.yml:8:76: there is no rule rule_b (did you mean rule_a?)"},
    {count_of("c", "c"),
     "a.yml:1:1: the correlation refers to itself, by others or directly (let the chain begin with "
     "a rule)"},
    {rule_of("r") + correlation_of("c",
                                   "type: temporal, rules: [r], group-by: [x], aliases: {x: "
                                   "{other: User}}"),
     "a.yml:6:1: the alias x says nothing of the rule r (add a line for it below the alias)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_compiler_tests)

BOOST_DATA_TEST_CASE(what_audit_cannot_tell_is_said_with_its_reason, data::make(not_run), c) {
    const auto made = book(c.text);
    BOOST_TEST(broken(*made).empty());
    BOOST_TEST(not_evaluable(*made) == (c.told.empty() ? Strings{} : Strings{c.told}));
    BOOST_TEST(made->rules.empty());
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_said_with_its_place, data::make(broken_ones), c) {
    const auto made = book(c.text);
    BOOST_TEST(broken(*made) == Strings{c.told}, boost::test_tools::per_element());
    BOOST_TEST(not_evaluable(*made).empty());
}

BOOST_AUTO_TEST_CASE(the_rest_loads_beside_what_does_not) {
    const auto made = book(windows + logon + rule_of("good"));
    BOOST_REQUIRE(made->rules.size() == 1u);
    BOOST_TEST(made->rules[0].meta.id == "good");
    BOOST_TEST(made->not_evaluable.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_same_document_twice_is_one) {
    const auto made = book(rule_of("r") + rule_of("r"));
    BOOST_TEST(made->rules.size() == 1u);
    BOOST_TEST(made->broken.empty());
}

BOOST_AUTO_TEST_CASE(correlations_may_stand_before_what_they_refer_to) {
    const auto made = book(count_of("third", "second") + count_of("second", "first") +
                           count_of("first", "r") + rule_of("r"));
    Strings order;
    for (const auto& correlation : made->correlations) order.push_back(correlation.what.meta.id);
    BOOST_TEST(order == (Strings{"first", "second", "third"}), boost::test_tools::per_element());
    BOOST_TEST(!made->rules[0].alerts);
    BOOST_TEST(!made->correlations[0].alerts);
    BOOST_TEST(made->correlations[2].alerts);
}

// Each was compared with all that waited, in each round: 3000 took a quarter of a minute.
BOOST_AUTO_TEST_CASE(a_long_chain_of_correlations_written_backwards_is_put_in_order) {
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += count_of("c" + std::to_string(i), "c" + std::to_string(i + 1));
    const auto made = book(text + rule_of("c2000"));
    BOOST_TEST(made->correlations.size() == 2000u);
    BOOST_TEST(made->broken.empty());
}

BOOST_AUTO_TEST_CASE(a_circle_of_correlations_does_not_run_and_silences_nobody) {
    const auto made =
        book(count_of("a", "[b, r]") + count_of("b", "c") + count_of("c", "a") + rule_of("r"));
    BOOST_TEST(made->correlations.empty());
    BOOST_TEST(made->broken.size() == 3u);
    BOOST_TEST(made->rules[0].alerts);
}

// By its name it was "no rule", so that a sound correlation was told as broken.
BOOST_AUTO_TEST_CASE(a_correlation_of_a_rule_that_does_not_run_does_not_run_either) {
    const auto named = rule_of("l", "LogonId: 1", executions, "name: logon\n");
    for (const std::string reference : {"l", "logon"}) {
        const auto made = book(named + rule_of("r") + count_of("c", "[r, " + reference + "]") +
                               count_of("d", "c"));
        BOOST_TEST(broken(*made).empty());
        BOOST_TEST(
            not_evaluable(*made) == (Strings{"l: audit does not tell the field LogonId",
                                             "c: its rule " + reference + " is not evaluable",
                                             "d: its rule c is not evaluable"}),
            boost::test_tools::per_element());
        BOOST_TEST(made->rules[0].alerts);
    }
}

BOOST_AUTO_TEST_CASE(a_chain_needs_the_groups_of_what_it_refers_to) {
    const auto made = book(
        rule_of("r") + count_of("a", "r") +
        correlation_of("b", "type: event_count, condition: {gte: 2}, rules: a, group-by: [User]"));
    BOOST_TEST(not_evaluable(*made) == Strings{"b: the correlation C is not grouped by User"});
}

BOOST_AUTO_TEST_CASE(rules_are_referred_to_by_id_or_name) {
    const auto named = rule_of("r", "Image: x", executions, "name: who\n");
    const auto made = book(named + count_of("c", "who") + filter_of("f", "[who]"));
    BOOST_TEST(made->correlations.size() == 1u);
    BOOST_TEST(made->rules[0].filters.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_filter_works_on_rules_of_its_own_log_source) {
    const auto rules = rule_of("p") + rule_of("f", "TargetFilename: x", "category: file_event") +
                       rule_of("a", "exe: x", "product: linux, service: auditd");
    const auto made = book(rules + filter_of("x", "any"));
    BOOST_TEST(made->rules[0].filters.size() == 1u);
    BOOST_TEST(made->rules[1].filters.empty());
    BOOST_TEST(made->rules[2].filters.empty());
    BOOST_TEST(made->pipe_filters.empty());
}

// It was refused, and had been given to the rules before the one with the other log source.
BOOST_AUTO_TEST_CASE(a_filter_that_is_refused_excludes_nothing) {
    const auto made =
        book(rule_of("p") + rule_of("f", "TargetFilename: x", "category: file_event") +
             filter_of("x", "[p, f]"));
    BOOST_TEST(broken(*made) ==
               Strings{"a.yml:13:12: the rule f has the log source file_event, not "
                       "linux/process_creation (give the filter the log source of the rules that "
                       "it names)"});
    BOOST_TEST(made->rules[0].filters.empty());
    BOOST_TEST(made->filters.empty());
}

BOOST_AUTO_TEST_CASE(a_filter_may_say_less_of_the_log_source_than_its_rules) {
    const auto made = book(rule_of("p") + filter_of("x", "[p]", "product: linux"));
    BOOST_TEST(broken(*made).empty());
    BOOST_TEST(made->rules[0].filters.size() == 1u);
    const auto several =
        book(rule_of("p") + rule_of("f", "TargetFilename: x", "category: file_event") +
             filter_of("x", "any", "product: linux"));
    BOOST_TEST(broken(*several) ==
               Strings{"a.yml:13:12: the rules that it names have several log sources (write a "
                       "filter for each log source)"});
}

BOOST_AUTO_TEST_CASE(the_core_is_filtered_by_its_rules_id) {
    const auto made = book(filter_of("x", "[" + detect::pipe_rule().id + "]", "product: linux"));
    BOOST_TEST(made->not_evaluable.empty());
    BOOST_TEST(made->pipe_filters.size() == 1u);
}

BOOST_AUTO_TEST_CASE(only_what_rules_ask_for_is_wanted) {
    BOOST_TEST(!book(rule_of("p"))->wants_files());
    BOOST_TEST(book(rule_of("f", "TargetFilename: x", "category: file_event"))->wants_files());
    const auto typed = book(rule_of("a", "type: [EXECVE, path]", "service: auditd"));
    BOOST_TEST(typed->wants_records());
    BOOST_TEST(typed->by_type.size() == 2u);
    BOOST_TEST(typed->by_type.contains("execve"));
    BOOST_TEST(typed->by_type.contains("path"));
    BOOST_TEST(typed->any_type.empty());
    BOOST_TEST(!book(rule_of("a", "exe: x", "service: auditd"))->any_type.empty());
    BOOST_TEST(!book(rule_of("p"))->wants_records());
}

// Rules for one type of record and rules for any came in two runs, each in its own order.
BOOST_AUTO_TEST_CASE(rules_are_told_in_their_order_whatever_the_index_finds_first) {
    const std::string audit = "service: auditd";
    const auto made = book(rule_of("1", "exe|contains: bash", audit) +
                           rule_of("2", "type: SYSCALL", audit) + rule_of("3", "exe: '*'", audit) +
                           rule_of("4", "type: SYSCALL, exe|endswith: /bash", audit));
    detect::Matcher matcher{*made, nullptr};
    event::Records records;
    records.records = {{"SYSCALL", {{"type", "SYSCALL"}, {"exe", "/bin/bash"}}}};
    Strings order;
    matcher.match(records,
                  [&](const auto& rule, auto&, const auto*) { order.push_back(rule.meta.id); });
    BOOST_TEST(order == (Strings{"1", "2", "3", "4"}), boost::test_tools::per_element());
}

// What a rule found hung on its neighbours: one that asked for a call had it told to all.
BOOST_AUTO_TEST_CASE(a_call_is_told_to_rules_that_ask_for_calls) {
    rule::Documents documents;
    rule::read_eql("any.eql", "process where process.pid > 0", documents);
    rule::read_eql("call.eql", R"(process where auditd.data.syscall : "unsh*")", documents);
    rule::read_eql("other.eql", R"(process where auditd.data.syscall == "ptrace")", documents);
    const auto made = detect::compile(std::move(documents), {});
    BOOST_TEST((made->interest.calls == std::set<std::string, std::less<>>{"ptrace", "unshare"}));
    detect::Matcher matcher{*made, nullptr};
    const detect::FactsTeller teller = [](event::Needs, event::Facts&) {};
    const auto found_in = [&](const event::Event& event) {
        Strings names;
        matcher.match(event, teller, {}, all, [&](const auto& rule, auto&, const auto*) {
            names.push_back(rule.meta.name);
        });
        return names;
    };
    BOOST_TEST(found_in(event::sample::made_call()) == Strings{"call"});
    BOOST_TEST(found_in(event::sample::exec()) == Strings{"any"});
}

BOOST_AUTO_TEST_CASE(a_query_that_no_event_can_answer_is_not_evaluable) {
    rule::Documents documents;
    rule::read_eql("q.eql", R"(process where event.action == "bogus")", documents);
    rule::read_eql("s.eql", R"(sequence [process where true] [driver where event.type == "bogus"])",
                   documents);
    const auto made = detect::compile(std::move(documents), {});
    BOOST_TEST(made->rules.empty());
    BOOST_TEST(made->sequences.empty());
    BOOST_REQUIRE(made->not_evaluable.size() == 2u);
    BOOST_TEST(made->not_evaluable.front().reason ==
               "audit tells no event of the category process whose event.type and event.action "
               "are so");
}

BOOST_AUTO_TEST_CASE(strict_names_take_the_file_alone) {
    event::Event event;
    event.actor.exe = "/usr/bin/dash";
    event.act = event::ProcessExecuted{"/bin/sh", {"sh"}, "/"};
    const detect::FactsTeller teller = [](event::Needs, event::Facts& facts) {
        facts.process.executable = "/usr/bin/dash";
        facts.process.called = "/bin/sh";
    };
    for (const bool strict : {false, true}) {
        const auto made = book(rule_of("r", "Image|endswith: /sh"), strict);
        detect::Matcher matcher{*made, nullptr};
        int matched = 0;
        matcher.match(event, teller, {}, all, [&](const auto&, auto&, const auto*) { ++matched; });
        BOOST_TEST(matched == (strict ? 0 : 1));
    }
}

// Only UserId answered then, although nobody chooses the number by which a user is known.
BOOST_AUTO_TEST_CASE(strict_names_leave_users_their_numbers) {
    event::Event event;
    event.actor.uid = event::Uid{1000};
    event.actor.user = "eva";
    event.act = event::ProcessExecuted{"/bin/sh", {"sh"}, "/"};
    const detect::FactsTeller teller = [](event::Needs, event::Facts&) {};
    for (const bool strict : {false, true}) {
        const auto made =
            book(rule_of("number", "User: 1000") + rule_of("name", "User: eva") +
                     rule_of("part", "User|contains: '1000'") + rule_of("other", "User: 100"),
                 strict);
        detect::Matcher matcher{*made, nullptr};
        Strings held;
        matcher.match(event, teller, {}, all,
                      [&](const auto& rule, auto&, const auto*) { held.push_back(rule.meta.id); });
        BOOST_TEST(held == (Strings{"number", "name"}), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()
