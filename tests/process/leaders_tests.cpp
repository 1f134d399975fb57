// SPDX-License-Identifier: Apache-2.0
#include "process/leaders.hpp"

#include <boost/test/unit_test.hpp>

#include "process/process_table.hpp"

using namespace pipehound;
using process::Process;

namespace {

/// Processes that are told in a line each.
class Host {
public:
    Process& run(int pid, int ppid, const std::string& exe, const std::string& tty = {},
                 std::uint32_t session = 0xffffffff) {
        event::Event event{{{}, event::Time{event::Duration{++ordinal_}}, ordinal_}, {}, {}};
        event.actor.pid = event::Pid{pid};
        event.actor.ppid = event::Pid{ppid};
        event.actor.exe = exe;
        event.actor.tty = tty;
        event.actor.session = event::Session{session};
        event.act = event::ProcessExecuted{exe, {exe}, "/"};
        const event::Moment now{ordinal_, event.header.time, 0};
        auto& process = table_.observe(event, now);
        table_.execute(process, event, now);
        return process;
    }

private:
    process::ProcessTable table_{100};
    event::Ordinal ordinal_ = 0;
};

int pid(const Process& process) { return event::number(process.pid); }

}  // namespace

BOOST_AUTO_TEST_SUITE(leaders_tests)

BOOST_AUTO_TEST_CASE(who_logs_in_by_ssh_leads_a_session_at_a_terminal) {
    Host host;
    host.run(50, 1, "/usr/sbin/sshd");
    host.run(60, 50, "/usr/sbin/sshd", "", 7);
    const auto& shell = host.run(61, 60, "/usr/bin/bash", "pts0", 7);
    const auto& job = host.run(62, 61, "/usr/bin/sudo", "pts0", 7);
    const auto& below = host.run(63, 62, "/usr/bin/apt", "pts0", 7);
    BOOST_TEST(pid(session_leader(below)) == 61);
    BOOST_TEST(pid(group_leader(below)) == 62);
    BOOST_TEST(pid(group_leader(job)) == 62);
    BOOST_TEST(pid(group_leader(shell)) == 61);
    BOOST_TEST(pid(entry_leader(below)) == 61);
    BOOST_TEST(entry_type(entry_leader(below)) == "sshd");
}

BOOST_AUTO_TEST_CASE(a_service_leads_its_own_session_below_init) {
    Host host;
    const auto& service = host.run(70, 1, "/usr/sbin/nginx");
    const auto& worker = host.run(71, 70, "/usr/bin/php");
    BOOST_TEST(pid(session_leader(worker)) == 70);
    BOOST_TEST(pid(group_leader(worker)) == 70);
    BOOST_TEST(pid(entry_leader(worker)) == 70);
    BOOST_TEST(entry_type(service) == "init");
}

BOOST_AUTO_TEST_CASE(who_called_setsid_leads_those_below) {
    Host host;
    host.run(70, 1, "/usr/sbin/nginx");
    auto& daemon = host.run(71, 70, "/usr/bin/php");
    const auto& child = host.run(72, 71, "/usr/bin/dash");
    daemon.leads_session = true;
    BOOST_TEST(pid(session_leader(child)) == 71);
    BOOST_TEST(pid(session_leader(daemon)) == 71);
    BOOST_TEST(pid(entry_leader(child)) == 70);
}

BOOST_AUTO_TEST_CASE(what_a_shim_starts_came_in_by_a_container) {
    Host host;
    host.run(80, 1, "/usr/bin/containerd-shim-runc-v2");
    host.run(81, 80, "/usr/bin/dash");
    const auto& below = host.run(82, 81, "/usr/bin/curl");
    BOOST_TEST(pid(entry_leader(below)) == 81);
    BOOST_TEST(entry_type(entry_leader(below)) == "container");
}

BOOST_AUTO_TEST_CASE(where_the_parent_is_not_known_the_way_in_is_not_either) {
    Host host;
    const auto& alone = host.run(90, 0, "/usr/bin/dash");
    BOOST_TEST(pid(entry_leader(alone)) == 90);
    BOOST_TEST(entry_type(alone) == "unknown");
    const auto& cron = host.run(91, 1, "/usr/sbin/cron");
    const auto& job = host.run(92, 91, "/usr/bin/dash", "", 9);
    BOOST_TEST(entry_type(entry_leader(job)) == "init");
    BOOST_TEST(pid(entry_leader(cron)) == 91);
}

BOOST_AUTO_TEST_SUITE_END()
