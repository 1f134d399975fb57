// SPDX-License-Identifier: Apache-2.0
#include "detect/detector.hpp"

#include <boost/test/unit_test.hpp>

#include "support/history.hpp"

using namespace pipehound;
using alert::Alert;
using alert::Role;
using event::Level;
using test::History;
using Mode = History::Mode;

namespace {

struct Fixture {
    event::NodeNames nodes;
    detect::Detector detector{nodes};
    History history;
    std::vector<Alert> alerts;
    std::size_t taken = 0;

    // Feeds what the history holds by now.
    void run() {
        for (; taken < history.events().size(); ++taken)
            for (auto& alert : detector.advance(history.events()[taken]))
                alerts.push_back(std::move(alert));
    }
    void finish() {
        run();
        for (auto& alert : detector.expire(event::Time::max())) alerts.push_back(std::move(alert));
    }
    [[nodiscard]] Level highest() const {
        auto level = Level::informational;
        for (const auto& alert : alerts) level = std::max(level, alert.level);
        return level;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(detector_tests)

BOOST_FIXTURE_TEST_CASE(the_plain_reverse_shell_is_critical_the_moment_it_connects, Fixture) {
    history.plain_shell();
    run();
    BOOST_TEST((highest() < Level::medium));
    history.connect(104, 100, "nc");
    run();
    BOOST_REQUIRE((highest() == Level::critical));
    const auto& alert = alerts.back();
    BOOST_TEST(event::number(alert.member(Role::shell)->pid) == 103);
    BOOST_TEST(event::number(alert.member(Role::network)->pid) == 104);
    BOOST_TEST(alert.fifos.front().path == "/tmp/f");
    BOOST_TEST(alert.remote->endpoint.address == "192.0.2.1");
    BOOST_TEST(alert.remote->endpoint.port == 4444);
    BOOST_TEST((alert.remote->direction == alert::Remote::Direction::outbound));
    BOOST_TEST(alert.member(Role::creator) != nullptr);
    BOOST_TEST(!alert.fifos.front().unlinked);
    BOOST_TEST(alert.risk_score == 99);
    BOOST_TEST(alert.techniques.front().id == "T1059.004");
    BOOST_TEST(alert.techniques.front().name == "Unix Shell");
}

BOOST_FIXTURE_TEST_CASE(the_order_in_which_the_stages_start_does_not_matter, Fixture) {
    history.exec(100, 1, {"bash", "-c", "..."});
    history.make_fifo(101, 100, "/tmp/f");
    history.open(103, 100, "bash", Mode::write);
    history.exec(103, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(103, 100, "nc");
    history.open(102, 100, "bash", Mode::read);
    history.exec(102, 100, {"sh"});
    run();
    BOOST_TEST((highest() == Level::critical));
}

BOOST_FIXTURE_TEST_CASE(a_bind_shell_is_told_with_the_address_of_who_came, Fixture) {
    history.plain_shell();
    history.bind(104, 100, "nc");
    history.accept(104, 100, "nc", "198.51.100.7", 50123);
    run();
    BOOST_REQUIRE((highest() == Level::critical));
    BOOST_TEST((alerts.back().remote->direction == alert::Remote::Direction::inbound));
    BOOST_TEST(alerts.back().remote->endpoint.address == "198.51.100.7");
}

BOOST_FIXTURE_TEST_CASE(an_incident_tells_each_level_once_under_one_name, Fixture) {
    history.plain_shell();
    history.connect(104, 100, "nc");
    for (int pid = 200; pid < 220; ++pid) history.exec(pid, 103, {"id"});
    run();
    for (std::size_t at = 1; at < alerts.size(); ++at) {
        BOOST_TEST(alerts[at].incident == alerts[0].incident);
        BOOST_TEST((alerts[at].level > alerts[at - 1].level));
        BOOST_TEST((alerts[at].before == alerts[at - 1].level));
    }
    BOOST_TEST(detector.statistics().incidents == 1u);
}

BOOST_FIXTURE_TEST_CASE(two_fifos_of_one_shell_are_one_incident, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/i", 7);
    history.make_fifo(101, 100, "/tmp/o", 8);
    history.open(102, 100, "bash", Mode::read, "/tmp/i", 7);
    history.open(102, 100, "bash", Mode::write, "/tmp/o", 8);
    history.exec(102, 100, {"sh"});
    history.open(103, 100, "bash", Mode::write, "/tmp/i", 7);
    history.open(103, 100, "bash", Mode::read, "/tmp/o", 8);
    history.exec(103, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(103, 100, "nc");
    run();
    BOOST_TEST((highest() == Level::critical));
    BOOST_TEST(detector.statistics().incidents == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_fifo_that_drives_a_shell_without_a_network_is_low, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/f");
    history.open(102, 100, "bash", Mode::read);
    history.exec(102, 100, {"sh"});
    finish();
    BOOST_TEST((highest() == Level::low));
}

BOOST_FIXTURE_TEST_CASE(a_relay_without_a_shell_is_nothing, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/f");
    history.open(102, 100, "bash", Mode::read);
    history.exec(102, 100, {"nc", "-l", "8080"});
    history.open(103, 100, "bash", Mode::write);
    history.exec(103, 100, {"nc", "192.0.2.1", "80"});
    history.accept(102, 100, "nc");
    history.connect(103, 100, "nc");
    finish();
    BOOST_TEST(alerts.empty());
}

BOOST_FIXTURE_TEST_CASE(what_the_shell_was_made_to_start_is_not_its_network, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/f");
    history.open(102, 100, "bash", Mode::read);
    history.exec(102, 100, {"sh"});
    history.exec(103, 102, {"curl", "http://192.0.2.1/"});
    history.connect(103, 102, "curl");
    finish();
    BOOST_TEST((highest() == Level::low));
}

// Where connects are not audited, or a tool sends without one, its name is all there is: worth a
// look, not an alarm.
BOOST_FIXTURE_TEST_CASE(a_network_tool_by_name_alone_makes_it_medium_after_a_while, Fixture) {
    history.plain_shell();
    run();
    BOOST_TEST((highest() < Level::medium));
    history.wait(event::Duration{2500});
    history.exec(300, 1, {"date"});
    run();
    BOOST_TEST((highest() == Level::medium));
    BOOST_TEST(!alerts.back().remote.has_value());
    finish();
    BOOST_TEST((highest() == Level::medium));
}

BOOST_FIXTURE_TEST_CASE(the_same_pids_on_two_hosts_are_two_stories, Fixture) {
    const auto other = nodes.intern("web1").value();
    history.plain_shell();
    history.node = other;
    history.connect(104, 100, "nc");
    finish();
    BOOST_TEST((highest() <= Level::medium));
    history.node = {};
    history.connect(104, 100, "nc");
    run();
    BOOST_TEST((highest() == Level::critical));
    BOOST_TEST(alerts.back().host.empty());
}

BOOST_FIXTURE_TEST_CASE(a_replay_gives_the_same_names_and_evidence, Fixture) {
    history.plain_shell();
    history.connect(104, 100, "nc");
    run();
    Fixture again;
    again.history.plain_shell();
    again.history.connect(104, 100, "nc");
    again.run();
    BOOST_REQUIRE(alerts.size() == again.alerts.size());
    for (std::size_t at = 0; at < alerts.size(); ++at) {
        BOOST_TEST(alerts[at].incident == again.alerts[at].incident);
        BOOST_REQUIRE(alerts[at].evidence.size() == again.alerts[at].evidence.size());
        for (std::size_t piece = 0; piece < alerts[at].evidence.size(); ++piece)
            BOOST_TEST(alerts[at].evidence[piece].serial ==
                       again.alerts[at].evidence[piece].serial);
    }
}

BOOST_FIXTURE_TEST_CASE(a_removed_fifo_is_told_as_unlinked, Fixture) {
    history.plain_shell();
    history.remove(105, 100);
    history.connect(104, 100, "nc");
    run();
    BOOST_REQUIRE(!alerts.empty());
    BOOST_TEST(alerts.back().fifos.front().unlinked);
}

BOOST_FIXTURE_TEST_CASE(a_busy_fifo_is_judged_at_a_bounded_pace_and_still_found, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/f");
    history.exec(90, 100, {"curl", "http://192.0.2.9/"});
    history.connect(90, 100, "curl", "192.0.2.9", 80);
    for (int pid = 1000; pid < 6000; ++pid) history.open(pid, 100, "bash", Mode::write);
    run();
    BOOST_TEST(detector.statistics().judgements < 1000u);
    history.open(6002, 100, "bash", Mode::read);
    history.exec(6002, 100, {"sh"});
    history.open(6003, 100, "bash", Mode::write);
    history.exec(6003, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(6003, 100, "nc");
    finish();
    BOOST_TEST((highest() >= Level::high));
}

BOOST_FIXTURE_TEST_CASE(many_busy_fifos_share_a_pace_and_none_is_forgotten, Fixture) {
    constexpr int fifos = 200;
    history.exec(5000, 1, {"bash", "load.sh"});
    for (int i = 0; i < fifos; ++i) {
        const auto path = "/tmp/load" + std::to_string(i);
        history.make_fifo(5000, 1, path, 1000U + static_cast<unsigned>(i));
        history.open(5000, 1, "bash", Mode::both, path, 1000U + static_cast<unsigned>(i));
    }
    for (int pid = 6000; pid < 8000; ++pid) history.exec(pid, 5000, {"ls"});
    run();
    // The burst, and one each four milliseconds, of which an event takes one.
    BOOST_TEST(detector.statistics().judgements < 512u + 2500u / 4u + fifos);
    history.plain_shell();
    history.connect(104, 100, "nc");
    run();
    const auto now = history.events().back().header.time;
    for (auto& alert : detector.expire(now + event::Duration{1000}))
        alerts.push_back(std::move(alert));
    BOOST_TEST((highest() == Level::critical));
}

// An attacker may start any number of other programs beside the pipeline, before and after it.
BOOST_FIXTURE_TEST_CASE(a_crowd_of_other_children_hides_no_stage, Fixture) {
    history.exec(100, 1, {"bash", "-c", "..."});
    for (int pid = 5000; pid < 6000; ++pid) history.exec(pid, 100, {"sleep", "60"});
    history.make_fifo(101, 100, "/tmp/f");
    history.exec(102, 100, {"cat", "/tmp/f"});
    history.exec(103, 100, {"sh", "-i"});
    history.open(104, 100, "bash", Mode::write);
    history.open(102, 100, "cat", Mode::read);
    for (int pid = 6000; pid < 7000; ++pid) history.exec(pid, 100, {"sleep", "60"});
    history.exec(104, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(104, 100, "nc");
    finish();
    BOOST_TEST((highest() == Level::critical));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_parent_is_asked_about_once, Fixture) {
    history.exec(100, 1, {"bash", "job.sh"});
    history.exec(103, 102, {"id"});
    history.exec(104, 102, {"id"});
    run();
    const auto asked = detector.inquiries();
    const auto about =
        std::count_if(asked.begin(), asked.end(), [](const detect::Inquiry& inquiry) {
            return inquiry.what == detect::Inquiry::What::parent &&
                   inquiry.pids == std::vector{event::Pid{102}};
        });
    BOOST_TEST(about == 1);
    BOOST_TEST(detector.inquiries().empty());
}

BOOST_FIXTURE_TEST_CASE(other_hosts_are_never_asked_about, Fixture) {
    history.node = nodes.intern("web1").value();
    history.plain_shell();
    history.exec(300, 299, {"id"});
    history.connect(104, 100, "nc");
    run();
    BOOST_TEST(detector.inquiries().empty());
}

BOOST_FIXTURE_TEST_CASE(a_message_takes_nothing_from_what_is_known_of_its_sender, Fixture) {
    auto login = history.exec(100, 50, {"sshd"});
    run();
    login.act = event::UserAuthenticated{};
    login.actor = {};
    login.actor.pid = event::Pid{100};
    login.actor.uid = event::Uid{0};
    BOOST_TEST(detector.advance(login).empty());
    const auto facts = detector.facts(login);
    BOOST_TEST(facts.process.executable == "/usr/bin/sshd");
    BOOST_TEST(event::number(facts.process.ppid) == 50);
}

BOOST_FIXTURE_TEST_CASE(what_runs_at_the_start_is_known_from_then_on, Fixture) {
    event::LiveProcess service;
    service.pid = event::Pid{90};
    service.ppid = event::Pid{1};
    service.session = event::Session{history.session};
    service.exe = "/usr/bin/dash";
    service.argv = {"sh", "/etc/rc.local", "start"};
    service.started = history.time;
    BOOST_TEST(detector.find_running({service}, history.time).empty());
    const auto child = history.exec(91, 90, {"id"});
    run();
    const auto facts = detector.facts(child);
    BOOST_REQUIRE(facts.parent.has_value());
    BOOST_TEST(facts.parent->args == service.argv, boost::test_tools::per_element());
    BOOST_REQUIRE(facts.entry_leader.has_value());
    BOOST_TEST(facts.entry_type == "init");
}

BOOST_FIXTURE_TEST_CASE(who_called_setsid_leads_what_it_starts, Fixture) {
    history.exec(100, 50, {"bash"});
    auto began = history.exec(101, 100, {"daemon"});
    run();
    began.act = event::SessionChanged{};
    BOOST_TEST(detector.advance(began).empty());
    const auto child = history.exec(102, 101, {"id"});
    run();
    const auto facts = detector.facts(child);
    BOOST_REQUIRE(facts.session_leader.has_value());
    BOOST_TEST(event::number(facts.session_leader->pid) == 101);
}

BOOST_AUTO_TEST_SUITE_END()
