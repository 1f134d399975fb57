// SPDX-License-Identifier: Apache-2.0
// What events of each family mean.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "records.hpp"

using namespace pipehound;
using boost::test_tools::per_element;
using boost::unit_test::data::make;
using test::Records;
using test::Run;
using Argv = std::vector<std::string>;

namespace {

constexpr const char* x86_64 = "c000003e";
constexpr const char* i386 = "40000003";
constexpr const char* aarch64 = "c00000b7";
constexpr const char* ok = "success=yes exit=3";

std::string fifo(const std::string& name, const std::string& nametype, int inode = 7) {
    return "item=1 name=" + name + " inode=" + std::to_string(inode) +
           " dev=fe:01 mode=010644 ouid=0 ogid=0 rdev=00:00 nametype=" + nametype;
}

/// The only act of these records; fails where there is not exactly one, or it is of another kind.
template <typename Act>
Act only(const Records& records, audit::Counters* counters = nullptr) {
    const Run run{records};
    if (counters != nullptr) *counters = run.stream.counters();
    BOOST_REQUIRE(run.events.size() == 1u);
    BOOST_REQUIRE(std::holds_alternative<Act>(run.events[0].act));
    return std::get<Act>(run.events[0].act);
}

struct Opening {
    const char* arch;
    int number;
    const char* arguments;
    bool reads;
    bool writes;
};

std::ostream& operator<<(std::ostream& out, const Opening& opening) {
    return out << opening.arch << ' ' << opening.number << ' ' << opening.arguments;
}

const std::vector<Opening> openings{
    {x86_64, 2, "a0=7f a1=0 a2=0 a3=0", true, false},
    {x86_64, 2, "a0=7f a1=241 a2=1b6 a3=0", false, true},
    {x86_64, 257, "a0=ffffff9c a1=7f a2=802 a3=0", true, true},
    {x86_64, 257, "a0=ffffffffffffff9c a1=7f a2=0 a3=0", true, false},
    {x86_64, 85, "a0=7f a1=1b6 a2=0 a3=0", false, true},
    {i386, 5, "a0=7f a1=8001 a2=0 a3=0", false, true},
    {i386, 295, "a0=ffffff9c a1=7f a2=8000 a3=0", true, false},
    {i386, 8, "a0=7f a1=1b6 a2=0 a3=0", false, true},
    {aarch64, 56, "a0=ffffffffffffff9c a1=7f a2=1 a3=0", false, true},
    {x86_64, 0x40000000 + 257, "a0=ffffff9c a1=7f a2=1 a3=0", false, true},
};

struct Socket {
    const char* arch;
    int number;
    const char* outcome;
    bool pending;
};

std::ostream& operator<<(std::ostream& out, const Socket& socket) {
    return out << socket.arch << ' ' << socket.number << ' ' << socket.outcome;
}

const std::vector<Socket> connections{
    {x86_64, 42, "success=yes exit=0", false},   {x86_64, 42, "success=no exit=-115", true},
    {x86_64, 42, "success=no exit=-4", true},    {i386, 362, "success=no exit=-115", true},
    {aarch64, 203, "success=yes exit=0", false},
};

constexpr const char* loopback = "saddr=0200115C7F0000010000000000000000";

}  // namespace

BOOST_AUTO_TEST_SUITE(translation_tests)

BOOST_AUTO_TEST_CASE(tells_who_did_it) {
    const Run run{Records{1}.executes("a").proctitle()};
    BOOST_REQUIRE(run.events.size() == 1u);
    const auto& actor = run.events[0].actor;
    BOOST_TEST(number(actor.pid) == 11);
    BOOST_TEST(number(actor.ppid) == 10);
    BOOST_TEST((actor.login_uid == event::Uid::unset));
    BOOST_TEST(number(actor.uid) == 1000u);
    BOOST_TEST(number(actor.euid) == 0u);
    BOOST_TEST((actor.session == event::Session::unset));
    BOOST_TEST(actor.tty == "pts3");
    BOOST_TEST(actor.comm == "sh");
    BOOST_TEST(actor.exe == "/usr/bin/dash");
    BOOST_TEST(actor.user == "");
}

BOOST_AUTO_TEST_CASE(reads_names_from_the_enriched_part_only) {
    const std::string fields =
        std::string{
            "arch=c000003e syscall=59 success=yes exit=0 a0=0 a1=0 "
            "a2=0 a3=0 "} +
        test::ids;
    const Run run{Records{1}
                      .add("SYSCALL", fields + " UID=\"fake\"\x1d"
                                               "ARCH=x86_64 SYSCALL=execve AUID=\"unset\" "
                                               "UID=\"eva\" GID=\"users\"")
                      .add("EXECVE", "argc=1 a0=\"a\"")
                      .proctitle()};
    BOOST_REQUIRE(run.events.size() == 1u);
    BOOST_TEST(run.events[0].actor.user == "eva");
    BOOST_TEST(run.events[0].actor.login_user == "");
}

BOOST_AUTO_TEST_CASE(reads_hex_names_of_programs) {
    auto text = Records{1}.executes("a").proctitle().text();
    const std::string plain = R"(comm="sh" exe="/usr/bin/dash")";
    text.replace(text.find(plain), plain.size(),
                 "comm=7368202D69 exe=2F746D702F61202864656C6574656429");
    Run run;
    run.feed(text);
    BOOST_TEST(run.events.at(0).actor.comm == "sh -i");
    BOOST_TEST(run.events.at(0).actor.exe == "/tmp/a (deleted)");
}

BOOST_AUTO_TEST_CASE(joins_the_called_path_to_the_working_directory) {
    const auto executed = only<event::ProcessExecuted>(
        Records{1}
            .syscall(x86_64, 59, ok)
            .add("EXECVE", "argc=1 a0=\"./a\"")
            .add("CWD", "cwd=\"/home/eva\"")
            .add("PATH", "item=0 name=\"./a\" inode=5 dev=fe:00 mode=0100755 nametype=NORMAL")
            .add("PATH", "item=1 name=\"/lib/ld\" inode=6 dev=fe:00 mode=0100755 nametype=NORMAL")
            .proctitle());
    BOOST_TEST(executed.called == "/home/eva/a");
    BOOST_TEST(executed.cwd == "/home/eva");
}

BOOST_AUTO_TEST_CASE(a_relative_path_stays_so_without_a_cwd_and_is_counted) {
    audit::Counters counters;
    const auto executed = only<event::ProcessExecuted>(
        Records{1}
            .syscall(x86_64, 59, ok)
            .add("PATH", "item=0 name=\"a\" inode=5 dev=fe:00 mode=0100755 nametype=NORMAL")
            .proctitle(),
        &counters);
    BOOST_TEST(executed.called == "a");
    BOOST_TEST(counters.missing_cwd == 1u);
}

BOOST_AUTO_TEST_CASE(puts_arguments_together_from_several_records) {
    const auto executed = only<event::ProcessExecuted>(
        Records{1}
            .syscall(x86_64, 59, ok)
            .add("EXECVE", "argc=6 a0=\"sh\" a1=2D6320 a2_len=12 a2[0]=\"echo\" a2[1]=2061")
            .add("EXECVE", "a2[2]=\"b\" a4=\"d\"")
            .proctitle());
    BOOST_TEST(executed.argv == (Argv{"sh", "-c ", "echo ab", "", "d", ""}), per_element());
}

BOOST_AUTO_TEST_CASE(believes_no_absurd_count_or_index_of_arguments) {
    audit::Counters counters;
    const auto executed = only<event::ProcessExecuted>(
        Records{1}
            .syscall(x86_64, 59, ok)
            .add("EXECVE", "argc=4000000000 a0=\"sh\" a3999999999=\"x\" ax=\"y\"")
            .proctitle(),
        &counters);
    BOOST_TEST(executed.argv.size() <= 65u);
    BOOST_TEST(executed.argv.front() == "sh");
    BOOST_TEST(counters.bad_field == 2u);
}

BOOST_AUTO_TEST_CASE(an_exec_by_descriptor_has_no_called_path) {
    const auto executed = only<event::ProcessExecuted>(
        Records{1}
            .syscall(x86_64, 322, ok, "a0=5 a1=7f a2=0 a3=0")
            .add("EXECVE", "argc=1 a0=\"a\"")
            .add("CWD", "cwd=\"/tmp\"")
            .add("PATH", "item=0 name=\"bin/a\" inode=5 dev=fe:00 mode=0100755 nametype=NORMAL")
            .proctitle());
    BOOST_TEST(executed.called == "bin/a");
}

BOOST_AUTO_TEST_CASE(tells_a_created_fifo) {
    const auto created = only<event::FileCreated>(
        Records{1}
            .syscall(x86_64, 259, "success=yes exit=0", "a0=ffffff9c a1=7f a2=11b6 a3=0")
            .add("CWD", "cwd=\"/tmp\"")
            .add("PATH", "item=0 name=\"/tmp\" inode=1 dev=fe:01 mode=041777 nametype=PARENT")
            .add("PATH", fifo("\"f\"", "CREATE"))
            .proctitle());
    BOOST_TEST(created.path == "/tmp/f");
    BOOST_TEST(created.cwd == "/tmp");
    BOOST_TEST((created.file == event::FileId{std::uint64_t{0xfe} << 32 | 1, 7}));
}

BOOST_AUTO_TEST_CASE(a_name_below_another_directory_stays_relative) {
    const auto created = only<event::FileCreated>(
        Records{1}
            .syscall(aarch64, 33, "success=yes exit=0", "a0=4 a1=7f a2=11b6 a3=0")
            .add("CWD", "cwd=\"/tmp\"")
            .add("PATH", fifo("\"f\"", "CREATE"))
            .proctitle());
    BOOST_TEST(created.path == "f");
}

BOOST_DATA_TEST_CASE(tells_how_a_fifo_was_opened, make(openings), opening) {
    const auto opened =
        only<event::FileOpened>(Records{1}
                                    .syscall(opening.arch, opening.number, ok, opening.arguments)
                                    .add("CWD", "cwd=\"/tmp\"")
                                    .add("PATH", fifo("\"f\"", "NORMAL"))
                                    .proctitle());
    BOOST_TEST(opened.path == "/tmp/f");
    BOOST_TEST(opened.reads == opening.reads);
    BOOST_TEST(opened.writes == opening.writes);
    BOOST_TEST(opened.fd == 3);
}

BOOST_AUTO_TEST_CASE(reads_the_flags_of_openat2_from_its_record) {
    auto records = Records{1}.syscall(x86_64, 437, ok, "a0=ffffff9c a1=7f a2=7f a3=18");
    records.add("OPENAT2", "oflag=0101 mode=0 resolve=0x0").add("PATH", fifo("\"/f\"", "NORMAL"));
    const auto opened = only<event::FileOpened>(records.proctitle());
    BOOST_TEST(!opened.reads);
    BOOST_TEST(opened.writes);
}

// Linux before 5.16 has no OPENAT2 record.
BOOST_AUTO_TEST_CASE(an_openat2_without_its_record_may_do_either) {
    auto records = Records{1}.syscall(x86_64, 437, ok, "a0=ffffff9c a1=7f a2=7f a3=18");
    const auto opened =
        only<event::FileOpened>(records.add("PATH", fifo("\"/f\"", "NORMAL")).proctitle());
    BOOST_TEST(opened.reads);
    BOOST_TEST(opened.writes);
}

BOOST_AUTO_TEST_CASE(an_open_by_path_only_is_none) {
    const Run run{Records{1}
                      .syscall(x86_64, 257, ok, "a0=ffffff9c a1=7f a2=200000 a3=0")
                      .add("PATH", fifo("\"/f\"", "NORMAL"))
                      .proctitle()};
    BOOST_TEST(run.events.empty());
}

BOOST_AUTO_TEST_CASE(files_of_other_types_are_none_of_ours) {
    const Run run{
        Records{1}
            .syscall(x86_64, 257, ok, "a0=ffffff9c a1=7f a2=0 a3=0")
            .add("PATH", "item=0 name=\"/f\" inode=7 dev=fe:01 mode=0100644 nametype=NORMAL")
            .proctitle()};
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().bad_field == 0u);
}

BOOST_AUTO_TEST_CASE(a_fifo_without_inode_is_malformed) {
    const Run run{Records{1}
                      .syscall(x86_64, 257, ok, "a0=ffffff9c a1=7f a2=0 a3=0")
                      .add("PATH", "item=0 name=\"/f\" dev=fe:01 mode=010644 nametype=NORMAL")
                      .proctitle()};
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().bad_field == 1u);
}

BOOST_AUTO_TEST_CASE(tells_a_removed_fifo) {
    const auto removed = only<event::FileRemoved>(
        Records{1}
            .syscall(x86_64, 263, "success=yes exit=0", "a0=ffffff9c a1=7f a2=0 a3=0")
            .add("CWD", "cwd=\"/tmp\"")
            .add("PATH", fifo("\"f\"", "DELETE"))
            .proctitle());
    BOOST_TEST(removed.path == "/tmp/f");
    BOOST_TEST(removed.file.inode == 7u);
}

BOOST_AUTO_TEST_CASE(a_rename_onto_a_fifo_is_two_events) {
    const Run run{Records{1}
                      .syscall(x86_64, 82, "success=yes exit=0", "a0=7f a1=7f a2=0 a3=0")
                      .add("CWD", "cwd=\"/tmp\"")
                      .add("PATH", fifo("\"a\"", "DELETE", 7))
                      .add("PATH", fifo("622063", "DELETE", 8))
                      .add("PATH", fifo("622063", "CREATE", 7))
                      .proctitle()};
    BOOST_REQUIRE(run.events.size() == 2u);
    const auto& removed = std::get<event::FileRemoved>(run.events[0].act);
    const auto& renamed = std::get<event::FileRenamed>(run.events[1].act);
    BOOST_TEST(removed.file.inode == 8u);
    BOOST_TEST(removed.path == "/tmp/b c");
    BOOST_TEST(renamed.from == "/tmp/a");
    BOOST_TEST(renamed.to == "/tmp/b c");
}

BOOST_DATA_TEST_CASE(tells_a_connection_made_or_attempted, make(connections), sample) {
    auto records =
        Records{1}.syscall(sample.arch, sample.number, sample.outcome, "a0=5 a1=7f a2=10 a3=0");
    const auto connected =
        only<event::SocketConnected>(records.add("SOCKADDR", loopback).proctitle());
    BOOST_TEST(connected.remote.address == "127.0.0.1");
    BOOST_TEST(connected.remote.port == 4444);
    BOOST_TEST(connected.pending == sample.pending);
    BOOST_TEST(connected.fd == 5);
}

BOOST_AUTO_TEST_CASE(tells_what_a_socketcall_stands_for) {
    const auto connected = only<event::SocketConnected>(
        Records{1}
            .syscall(i386, 102, "success=yes exit=0", "a0=3 a1=bf a2=0 a3=0")
            .add("SOCKETCALL", "nargs=3 a0=6 a1=bf a2=10")
            .add("SOCKADDR", loopback)
            .proctitle());
    BOOST_TEST(connected.fd == 6);
    const auto bound = only<event::SocketBound>(
        Records{1}
            .syscall(i386, 102, "success=yes exit=0", "a0=2 a1=bf a2=0 a3=0")
            .add("SOCKADDR", loopback)
            .proctitle());
    BOOST_TEST(bound.local.port == 4444);
    BOOST_TEST(bound.fd == -1);
}

BOOST_AUTO_TEST_CASE(tells_an_accepted_connection_by_its_new_descriptor) {
    auto records = Records{1}.syscall(x86_64, 288, "success=yes exit=9", "a0=3 a1=0 a2=0 a3=0");
    const auto accepted =
        only<event::SocketAccepted>(records.add("SOCKADDR", loopback).proctitle());
    BOOST_TEST(accepted.fd == 9);
    BOOST_TEST(accepted.remote.address == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(calls_that_failed_or_went_elsewhere_are_nothing_and_not_malformed) {
    Run run;
    const auto connect = "a0=3 a1=0 a2=10 a3=0";
    run.feed(Records{1}
                 .syscall(x86_64, 42, "success=no exit=-111", connect)
                 .add("SOCKADDR", loopback)
                 .proctitle()
                 .text());
    run.feed(Records{2}.syscall(x86_64, 59, "success=no exit=-2").proctitle().text());
    run.feed(Records{3}
                 .syscall(x86_64, 42, "success=yes exit=0", connect)
                 .add("SOCKADDR", "saddr=01002F746D702F73")
                 .proctitle()
                 .text());
    run.feed(Records{4}
                 .syscall(x86_64, 42, "success=yes exit=0", connect)
                 .add("SOCKADDR", "saddr=020000007F0000010000000000000000")
                 .proctitle()
                 .text());
    run.finish();
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().bad_field == 0u);
    BOOST_TEST(run.stream.counters().events == 4u);
}

BOOST_AUTO_TEST_CASE(an_unknown_architecture_is_counted) {
    const Run run{Records{1}.syscall("c0000015", 11, ok).proctitle()};
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().unknown_arch == 1u);
}

BOOST_AUTO_TEST_CASE(a_call_without_a_process_is_malformed) {
    auto text = Records{1}.executes("a").proctitle().text();
    text.replace(text.find(" pid=11"), 7, " pid=-1");
    Run run;
    run.feed(text);
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().bad_field == 1u);
}

// libauparse 3.0.9 leaks all but the last of several cwd fields in one event: the fuzzer found it
// with LeakSanitizer. Such an event is not given to it. What only looks like a second one is.
BOOST_AUTO_TEST_CASE(an_event_that_tells_two_working_directories_is_malformed) {
    const Run run{Records{1}.executes("a").add("CWD", "cwd=4 cwd=5").proctitle()};
    BOOST_TEST(run.events.empty());
    BOOST_TEST(run.stream.counters().bad_field == 1u);
    only<event::ProcessExecuted>(
        Records{1}
            .executes("(cwd=")
            .add("PATH", "item=0 name=\"/tmp/(cwd=cwd=\" inode=1 dev=fe:00 mode=0100755")
            .proctitle());
}

BOOST_AUTO_TEST_SUITE_END()
