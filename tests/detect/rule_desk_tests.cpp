// SPDX-License-Identifier: Apache-2.0
// Loaded rules through the detector: what becomes an alert, what goes with an incident, what is
// held back and what is excluded.
#include "detect/rule_desk.hpp"

#include <boost/test/unit_test.hpp>

#include "detect/detector.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/rule_compiler.hpp"
#include "rule/sigma_reader.hpp"
#include "support/history.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
using alert::Alert;
using event::Level;
using test::History;
using Mode = History::Mode;
using Strings = std::vector<std::string>;

namespace {

const std::string executed = "logsource: {product: linux, category: process_creation}\n";

std::string rule_of(const std::string& id, const std::string& selection,
                    const std::string& level = "medium", const std::string& source = executed) {
    return "title: Rule " + id + "\nid: " + id + "\nlevel: " + level + "\n" + source +
           "detection: {s: {" + selection + "}, condition: s}\n---\n";
}
std::string filter_of(const std::string& id, const std::string& rules, const std::string& selection,
                      const std::string& more = {}) {
    return "title: Filter " + id + "\nid: " + id + "\n" + executed + more +
           "filter: {rules: " + rules + ", s: {" + selection + "}, condition: not s}\n---\n";
}

std::shared_ptr<const detect::RuleBook> book(const std::string& text) {
    rule::Documents documents;
    rule::read_sigma("a.yml", text, documents);
    auto made = detect::compile(std::move(documents), {});
    BOOST_REQUIRE(made->broken.empty());
    BOOST_REQUIRE(made->not_evaluable.empty());
    return made;
}

detect::Limits limits(std::size_t alerts, bool tell_excluded = false, bool join = true) {
    detect::Limits limits;
    limits.alerts = {alerts, 60s};
    limits.tell_excluded = tell_excluded;
    limits.join_incidents = join;
    return limits;
}

struct Fixture {
    explicit Fixture(detect::Limits given = limits(100)) : detector{nodes, given} {}

    event::NodeNames nodes;
    detect::Detector detector;
    History history;
    std::vector<Alert> alerts;
    std::size_t taken = 0;

    void add(std::vector<Alert> more) {
        for (auto& alert : more) alerts.push_back(std::move(alert));
    }
    void load(const std::string& text) { add(detector.change_rules(book(text))); }
    void run() {
        for (; taken < history.events().size(); ++taken)
            add(detector.advance(history.events()[taken]));
    }
    void exec(const std::string& name, int pid = 500) {
        history.exec(pid, 100, {name});
        run();
    }
    /// Rule ids of the alerts, the core's as "pipe".
    [[nodiscard]] Strings told() const {
        Strings ids;
        for (const auto& alert : alerts)
            ids.push_back(alert.rule.id == detect::pipe_rule().id ? "pipe" : alert.rule.id);
        return ids;
    }
    [[nodiscard]] const Alert* incident() const {
        for (auto alert = alerts.rbegin(); alert != alerts.rend(); ++alert)
            if (alert->rule.id == detect::pipe_rule().id) return &*alert;
        return nullptr;
    }
    void shell(bool connects = true) {
        history.plain_shell();
        if (connects) history.connect(104, 100, "nc");
        run();
    }
};

struct Limited : Fixture {
    Limited() : Fixture{limits(2)} {}
};
struct Telling : Fixture {
    Telling() : Fixture{limits(100, true)} {}
};
struct Apart : Fixture {
    Apart() : Fixture{limits(100, false, false)} {}
};

const std::string id_rule = rule_of("id", "Image|endswith: /id");

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_desk_tests)

BOOST_FIXTURE_TEST_CASE(a_rule_tells_who_did_what, Fixture) {
    load(rule_of("id", "Image|endswith: /id", "high"));
    history.exec(100, 1, {"bash"});
    exec("id");
    BOOST_REQUIRE(told() == Strings{"id"});
    const auto& alert = alerts.front();
    BOOST_TEST((alert.level == Level::high));
    BOOST_TEST(alert.rule.name == "Rule id");
    BOOST_TEST(alert.rule.ruleset == "sigma");
    BOOST_REQUIRE(alert.member(alert::Role::subject) != nullptr);
    BOOST_TEST(event::number(alert.member(alert::Role::subject)->pid) == 500);
    BOOST_REQUIRE(alert.evidence.size() == 1u);
    BOOST_TEST(alert.evidence[0].serial == history.events().back().header.serial);
    BOOST_TEST(detector.statistics().rule_matches == 1u);
    BOOST_TEST(detector.statistics().alerts == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_same_event_has_the_same_name_in_a_replay, Fixture) {
    load(id_rule);
    exec("id");
    Fixture again;
    again.load(id_rule);
    again.exec("id");
    BOOST_TEST(alerts.at(0).incident == again.alerts.at(0).incident);
    exec("id");
    BOOST_TEST(alerts.at(0).incident != alerts.at(1).incident);
}

// ---- incidents

BOOST_FIXTURE_TEST_CASE(what_a_rule_found_before_goes_with_the_incident, Fixture) {
    load(rule_of("fifo", "Image|endswith: /mkfifo", "low"));
    shell();
    BOOST_REQUIRE(incident() != nullptr);
    BOOST_REQUIRE(incident()->detections.size() == 1u);
    BOOST_TEST(incident()->detections[0].rule_id == "fifo");
    BOOST_TEST(event::number(incident()->detections[0].pid) == 101);
}

BOOST_FIXTURE_TEST_CASE(what_it_finds_on_members_later_does_not_alert_beside_it, Fixture) {
    load(id_rule + rule_of("who", "Image|endswith: /whoami"));
    shell();
    alerts.clear();
    exec("id", 900);  // below the script around it: no member
    history.exec(200, 103, {"id"});
    history.exec(201, 200, {"whoami"});
    run();
    BOOST_TEST(told() == Strings{"id"});
    BOOST_TEST(detector.statistics().joined == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_rule_above_the_incident_alerts_under_its_name, Fixture) {
    load(rule_of("worse", "Image|endswith: /id", "critical") +
         rule_of("less", "Image|endswith: /whoami", "low"));
    shell(false);
    add(detector.expire(history.time + 3s));
    BOOST_REQUIRE(incident() != nullptr);
    BOOST_REQUIRE((incident()->level < Level::critical));
    const auto name = incident()->incident;
    alerts.clear();
    history.exec(200, 103, {"whoami"});
    history.exec(201, 103, {"id"});
    run();
    BOOST_REQUIRE(told() == Strings{"worse"});
    BOOST_TEST(alerts[0].incident == name);
    history.connect(104, 100, "nc");
    run();
    BOOST_REQUIRE((incident()->level == Level::critical));
    BOOST_TEST(incident()->incident == name);
    BOOST_TEST(incident()->detections.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(apart_means_that_rules_alert_beside_incidents, Apart) {
    load(id_rule);
    shell();
    alerts.clear();
    history.exec(200, 103, {"id"});
    run();
    BOOST_TEST(told() == Strings{"id"});
    BOOST_TEST(detector.statistics().joined == 0u);
}

// ---- the limit

BOOST_FIXTURE_TEST_CASE(what_comes_too_fast_is_held_back_and_summed_up, Limited) {
    load(id_rule + rule_of("who", "Image|endswith: /whoami"));
    for (int i = 0; i < 5; ++i) exec("id");
    exec("whoami");
    BOOST_TEST(told() == (Strings{"id", "id", "who"}), boost::test_tools::per_element());
    BOOST_TEST(detector.statistics().held_back == 3u);
    alerts.clear();
    const auto deadline = detector.deadline();
    BOOST_REQUIRE(deadline.has_value());
    add(detector.expire(*deadline - 1ms));
    BOOST_TEST(alerts.empty());
    add(detector.expire(*deadline));
    BOOST_REQUIRE(told() == Strings{"id"});
    BOOST_TEST(alerts[0].held_back == 3u);
    BOOST_TEST(alerts[0].reason.starts_with("3 more alerts of this rule were held back"));
    BOOST_TEST(!detector.deadline());
}

BOOST_FIXTURE_TEST_CASE(an_event_after_the_window_sums_up_by_itself, Limited) {
    load(id_rule);
    for (int i = 0; i < 3; ++i) exec("id");
    alerts.clear();
    history.wait(61s);
    exec("id");
    BOOST_REQUIRE(alerts.size() == 2u);
    BOOST_TEST(alerts[0].held_back == 1u);
    BOOST_TEST(alerts[1].held_back == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_change_of_rules_tells_what_the_old_ones_held_back, Limited) {
    load(id_rule);
    for (int i = 0; i < 3; ++i) exec("id");
    alerts.clear();
    load(rule_of("who", "Image|endswith: /whoami"));
    BOOST_REQUIRE(told() == Strings{"id"});
    BOOST_TEST(alerts[0].held_back == 1u);
    BOOST_TEST(alerts[0].rule.name == "Rule id");
}

// ---- filters

BOOST_FIXTURE_TEST_CASE(what_a_filter_excludes_is_counted_and_not_told, Fixture) {
    load(id_rule + filter_of("f", "[id]", "CurrentDirectory: /home/u", "reason: known\n") +
         filter_of("unused", "[id]", "User: nobody"));
    exec("id");
    BOOST_TEST(alerts.empty());
    BOOST_TEST(detector.statistics().excluded == 1u);
    BOOST_TEST(detector.statistics().alerts == 0u);
    const auto counts = detector.filter_counts();
    BOOST_REQUIRE(counts.size() == 2u);
    BOOST_TEST(counts[0].id == "f");
    BOOST_TEST(counts[0].reason == "known");
    BOOST_TEST(counts[0].excluded == 1u);
    BOOST_TEST(counts[1].excluded == 0u);
}

BOOST_FIXTURE_TEST_CASE(it_is_told_with_its_filter_where_somebody_wants_to_know, Telling) {
    load(id_rule + filter_of("f", "[id]", "CurrentDirectory: /home/u", "reason: known\n"));
    exec("id");
    BOOST_REQUIRE(told() == Strings{"id"});
    BOOST_REQUIRE(alerts[0].exclusion.has_value());
    BOOST_TEST(alerts[0].exclusion->filter_id == "f");
    BOOST_TEST(alerts[0].exclusion->filter_name == "Filter f");
    BOOST_TEST(alerts[0].exclusion->reason == "known");
    BOOST_TEST(detector.statistics().alerts == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_filter_excludes_until_the_end_of_its_last_day, Fixture) {
    const std::chrono::year_month_day day{std::chrono::year{2026} / 12 / 31};
    load(id_rule + filter_of("f", "[id]", "CurrentDirectory: /home/u", "expires: 2026-12-31\n"));
    history.time = std::chrono::sys_days{day} + 23h + 59min;
    exec("id");
    BOOST_TEST(alerts.empty());
    history.time = std::chrono::sys_days{day} + 24h;
    exec("id");
    BOOST_TEST(told() == Strings{"id"});
}

// Whoever starts a program chooses its names: he must not name it into the exclusion.
BOOST_FIXTURE_TEST_CASE(a_filter_takes_the_true_file_alone, Fixture) {
    load(rule_of("any", "CommandLine|contains: run") +
         filter_of("f", "[any]", "Image|endswith: /backup"));
    history.exec_file(500, 100, "/tmp/evil", {"/usr/bin/backup", "run"});
    history.exec_file(501, 100, "/usr/bin/backup", {"x", "run"});
    run();
    BOOST_REQUIRE(alerts.size() == 1u);
    BOOST_TEST(event::number(alerts[0].member(alert::Role::subject)->pid) == 500);
}

BOOST_FIXTURE_TEST_CASE(an_excluded_event_does_not_count_for_correlations, Fixture) {
    load(id_rule + filter_of("f", "[id]", "ProcessId: '500'") +
         "title: Twice\nid: twice\ncorrelation: {type: event_count, rules: [id], timespan: 1m, "
         "condition: {gte: 2}}\n");
    exec("id", 500);
    exec("id", 501);
    BOOST_TEST(alerts.empty());
    exec("id", 502);
    BOOST_REQUIRE(told() == Strings{"twice"});
    BOOST_TEST(alerts[0].reason == "2 events within 60 s");
    BOOST_TEST(alerts[0].evidence.size() == 2u);
}

// The filter's count grew with each judgement of the incident.
BOOST_FIXTURE_TEST_CASE(an_incident_is_excluded_by_the_cores_rule_id_and_counts_once, Fixture) {
    load(filter_of("f", "[" + detect::pipe_rule().id + "]", "UserId: '1000'"));
    shell();
    add(detector.expire(event::Time::max()));
    BOOST_TEST(alerts.empty());
    BOOST_TEST(detector.statistics().incidents == 0u);
    BOOST_TEST(detector.statistics().excluded == 1u);
    BOOST_TEST(detector.filter_counts().at(0).excluded == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_excluded_incident_is_told_once_where_somebody_wants_to_know, Telling) {
    load(filter_of("f", "[" + detect::pipe_rule().id + "]", "UserId: '1000'"));
    shell();
    add(detector.expire(event::Time::max()));
    BOOST_REQUIRE(told() == Strings{"pipe"});
    BOOST_TEST(alerts[0].exclusion->filter_id == "f");
}

BOOST_FIXTURE_TEST_CASE(a_filter_of_somebody_else_leaves_the_incident_alone, Fixture) {
    load(filter_of("f", "[" + detect::pipe_rule().id + "]", "UserId: '0'"));
    shell();
    BOOST_REQUIRE(incident() != nullptr);
    BOOST_TEST((incident()->level == Level::critical));
}

// ---- other rules

BOOST_FIXTURE_TEST_CASE(a_change_of_rules_keeps_what_did_not_change, Fixture) {
    const auto twice =
        id_rule + filter_of("f", "[id]", "ProcessId: '500'") +
        "title: Twice\nid: twice\ncorrelation: {type: event_count, rules: [id], timespan: 1m, "
        "condition: {gte: 2}}\n---\n";
    load(twice);
    exec("id", 500);
    exec("id", 501);
    load(twice + rule_of("who", "Image|endswith: /whoami"));
    BOOST_TEST(detector.filter_counts().at(0).excluded == 1u);
    BOOST_TEST(detector.statistics().correlation_groups == 1u);
    exec("id", 502);
    BOOST_TEST(told() == Strings{"twice"});
    exec("whoami");
    BOOST_TEST(told().back() == "who");
}

BOOST_FIXTURE_TEST_CASE(a_window_is_judged_when_time_passes, Fixture) {
    load(id_rule +
         "title: Few\nid: few\ncorrelation: {type: event_count, rules: [id], timespan: 10s, "
         "condition: {lt: 3}}\n");
    exec("id");
    BOOST_TEST(alerts.empty());
    BOOST_REQUIRE(detector.deadline().has_value());
    add(detector.expire(*detector.deadline()));
    BOOST_TEST(told() == Strings{"few"});
}

BOOST_FIXTURE_TEST_CASE(records_are_asked_by_rules_for_records, Fixture) {
    load(rule_of("login", "type: USER_LOGIN", "low", "logsource: {service: auditd}\n"));
    event::Records records;
    records.header.time = history.time;
    records.header.serial = 7;
    records.records = {{"USER_LOGIN", {{"type", "USER_LOGIN"}, {"acct", "eva"}}}};
    add(detector.advance(records));
    BOOST_REQUIRE(told() == Strings{"login"});
    BOOST_TEST(alerts[0].members.empty());
    BOOST_TEST(alerts[0].evidence.at(0).serial == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
