// SPDX-License-Identifier: Apache-2.0
#include "process/process_table.hpp"

#include <boost/test/unit_test.hpp>

#include "support/history.hpp"

using namespace pipehound;
using process::Process;
using process::ProcessTable;
using test::History;

namespace {

// A table and the histories it is fed with.
struct Fixture {
    explicit Fixture(std::size_t limit = 100) : table{limit} {}

    Process& take(const event::Event& event) {
        const event::Moment now{++ordinal, event.header.time, event.header.serial};
        auto& process = table.observe(event, now);
        if (std::holds_alternative<event::ProcessExecuted>(event.act))
            table.execute(process, event, now);
        return process;
    }
    Process* find(int pid) { return table.find(history.node, event::Pid{pid}); }

    ProcessTable table;
    History history;
    event::Ordinal ordinal = 0;
};

event::LiveProcess live(int pid, int ppid, std::vector<std::string> argv, event::Time started) {
    event::LiveProcess process{
        .pid = event::Pid{pid}, .ppid = event::Pid{ppid}, .started = started};
    process.exe = History::exe_of(argv.front());
    process.argv = std::move(argv);
    return process;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(process_table_tests)

BOOST_FIXTURE_TEST_CASE(an_exec_keeps_the_process_and_changes_its_program, Fixture) {
    const auto id = take(history.exec(200, 100, {"env", "sh"})).id;
    const auto& process = take(history.exec(200, 100, {"sh"}));
    BOOST_TEST(process.id == id);
    BOOST_TEST(process.program()->exe() == "/usr/bin/dash");
    BOOST_TEST(process.own.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_fork_runs_what_its_parent_runs, Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    const auto& fork = take(history.open(101, 100, "bash", History::Mode::read));
    BOOST_TEST(!fork.executed());
    BOOST_TEST(fork.program() == find(100)->program());
}

BOOST_FIXTURE_TEST_CASE(a_pid_with_another_parent_is_another_process, Fixture) {
    take(history.exec(50, 1, {"bash"}));
    const auto id = take(history.exec(200, 100, {"sort"})).id;
    BOOST_TEST(take(history.exec(200, 50, {"sort"})).id != id);
}

BOOST_FIXTURE_TEST_CASE(an_orphan_that_init_adopts_stays_the_same_process, Fixture) {
    const auto id = take(history.exec(200, 100, {"nc"})).id;
    const auto& process = take(history.connect(200, 1, "nc"));
    BOOST_TEST(process.id == id);
    BOOST_TEST(event::number(process.ppid) == 1);
}

BOOST_FIXTURE_TEST_CASE(an_orphan_that_an_older_program_adopts_stays_the_same_process, Fixture) {
    take(history.exec(40, 1, {"systemd", "--user"}));
    take(history.exec(100, 41, {"bash"}));
    const auto id = take(history.exec(200, 100, {"nc"})).id;
    BOOST_TEST(take(history.connect(200, 40, "nc")).id == id);
}

BOOST_FIXTURE_TEST_CASE(a_pid_that_runs_what_its_parent_runs_is_a_new_fork, Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    const auto id = take(history.exec(200, 100, {"nc"})).id;
    BOOST_TEST(take(history.open(200, 100, "bash", History::Mode::write)).id != id);
}

// An attacker may rename or remove the file that runs: records then name it anew, or as
// "(deleted)".
BOOST_FIXTURE_TEST_CASE(a_running_file_that_is_renamed_or_removed_stays_the_same_process, Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    const auto id = take(history.exec(200, 100, {"/tmp/kw"})).id;
    BOOST_TEST(take(history.connect(200, 100, "/tmp/kw (deleted)")).id == id);
    BOOST_TEST(take(history.connect(200, 100, "/tmp/other")).id == id);
}

BOOST_FIXTURE_TEST_CASE(a_parent_that_forked_unseen_is_guessed_to_be_a_fork_of_the_sessions_shell,
                        Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    const auto& command = take(history.exec(103, 102, {"id"}));
    BOOST_REQUIRE(command.parent != nullptr);
    BOOST_TEST(event::number(command.parent->pid) == 102);
    BOOST_TEST(command.parent->parent_guessed);
    BOOST_TEST(command.parent->parent == find(100));
}

BOOST_FIXTURE_TEST_CASE(a_guess_gives_way_to_a_record, Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    take(history.exec(90, 1, {"expect"}));
    take(history.exec(103, 102, {"stty"}));
    const auto& shell = take(history.exec(102, 90, {"sh"}));
    BOOST_TEST(shell.parent == find(90));
    BOOST_TEST(!shell.parent_guessed);
}

BOOST_FIXTURE_TEST_CASE(hosts_do_not_share_pids, Fixture) {
    take(history.exec(200, 100, {"sort"}));
    history.node = event::NodeId{1};
    take(history.exec(200, 100, {"nc"}));
    BOOST_TEST(find(200)->program()->exe() == "/usr/bin/nc.openbsd");
    history.node = event::NodeId{};
    BOOST_TEST(find(200)->program()->exe() == "/usr/bin/sort");
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_process_makes_room_but_never_an_ancestor_in_use) {
    Fixture fixture{3};
    fixture.take(fixture.history.exec(100, 1, {"bash"}));
    fixture.take(fixture.history.exec(200, 1, {"sort"}));
    fixture.take(fixture.history.exec(101, 100, {"nc"}));  // a use of 100, too
    fixture.take(fixture.history.exec(102, 100, {"cat"}));
    BOOST_TEST(fixture.find(200) == nullptr);
    BOOST_TEST(fixture.find(100) != nullptr);
    BOOST_TEST(fixture.table.size() == 3u);
    BOOST_TEST(fixture.table.evictions() == 1u);
    BOOST_TEST(fixture.table.take_evicted().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_table_under_pressure_keeps_its_limit_and_its_links) {
    Fixture fixture{50};
    for (int pid = 2; pid < 3000; ++pid)
        fixture.take(fixture.history.exec(pid, pid / 2, {"sh", "-c", std::to_string(pid)}));
    BOOST_TEST(fixture.table.size() == 50u);
    for (int pid = 2; pid < 3000; ++pid) {
        const auto* process = fixture.find(pid);
        if (process == nullptr) continue;
        for (const auto* child = process->last_child; child != nullptr; child = child->older)
            BOOST_TEST(child->parent == process);
        if (process->parent != nullptr)
            BOOST_TEST(fixture.find(event::number(process->parent->pid)) == process->parent);
    }
}

BOOST_FIXTURE_TEST_CASE(proc_tells_the_true_parent_of_a_guessed_one, Fixture) {
    take(history.exec(100, 1, {"bash", "job.sh"}));
    take(history.exec(90, 1, {"bash", "other.sh"}));
    take(history.exec(103, 102, {"id"}));
    table.learn(history.node, live(102, 90, {"bash", "other.sh"}, history.time),
                {ordinal, history.time, 0});
    BOOST_TEST(find(102)->parent == find(90));
    BOOST_TEST(!find(102)->parent_guessed);
    BOOST_TEST(!find(102)->executed());
}

BOOST_FIXTURE_TEST_CASE(a_unit_is_that_of_children_in_the_same_login_session, Fixture) {
    take(history.exec(90, 1, {"cron", "-f"}));
    auto cron = live(90, 1, {"cron", "-f"}, history.time);
    cron.unit = "cron.service";
    table.learn(history.node, cron, {ordinal, history.time, 0});
    take(history.exec(100, 90, {"sh", "job.sh"}));
    BOOST_TEST(table.text(process::unit_of(*find(100))) == "cron.service");
    auto login = history.exec(101, 90, {"bash"});
    login.actor.session = event::Session{4711};
    take(login);
    BOOST_TEST(process::unit_of(*find(101)) == 0U);
}

BOOST_FIXTURE_TEST_CASE(proc_tells_of_a_process_that_reused_a_pid, Fixture) {
    const auto id = take(history.exec(200, 100, {"nc"})).id;
    table.learn(history.node, live(200, 1, {"sshd"}, history.time + std::chrono::hours{1}),
                {ordinal, history.time, 0});
    BOOST_TEST(find(200)->id != id);
    BOOST_TEST(find(200)->program()->exe() == "/usr/bin/sshd");
}

BOOST_FIXTURE_TEST_CASE(nobody_becomes_its_own_ancestor, Fixture) {
    take(history.exec(100, 101, {"sh", "a"}));
    take(history.exec(101, 100, {"sh", "b"}));
    take(history.exec(102, 102, {"sh", "c"}));
    for (const int pid : {100, 101, 102}) BOOST_TEST(!find(pid)->below(*find(pid)));
}

// A record that names its own pid as ppid, as no kernel writes but a forged log may: the process
// was taken for another one, removed, and then made the parent of the new one. Found by the fuzzer.
BOOST_FIXTURE_TEST_CASE(who_claims_to_be_its_own_parent_has_none_that_is_gone, Fixture) {
    take(history.exec(100, 1, {"bash"}));
    take(history.exec(200, 100, {"cat"}));
    const auto& process = take(history.exec(200, 200, {"nc"}));
    BOOST_TEST((process.parent == nullptr ||
                table.find(process.node, process.parent->pid) == process.parent));
}

BOOST_AUTO_TEST_SUITE_END()
