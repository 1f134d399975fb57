// SPDX-License-Identifier: Apache-2.0
// Records that are told as they were written, where somebody asks for them.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "event/record.hpp"
#include "records.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
using boost::test_tools::per_element;
using boost::unit_test::data::make;
using test::Records;
using test::Run;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* ok = "success=yes exit=0";
constexpr const char* amd64 = "c000003e";
constexpr const char* user_head = "pid=7 uid=0 auid=1000 ses=3 ";

audit::Interest everything() {
    return {.files = true, .record = [](std::string_view, std::string_view) { return true; }};
}

audit::Interest types(std::set<std::string, std::less<>> wanted) {
    return {.files = false, .record = [wanted](std::string_view type, std::string_view) {
                return wanted.contains(type);
            }};
}

struct Asking : Run {
    explicit Asking(audit::Interest interest,
                    audit::EventStream::Options options = audit::EventStream::Options::replay())
        : Run{options} {
        stream.set_interest(std::move(interest));
    }
};

/// The only record that these lines are.
event::Record only(const std::string& type, const std::string& body) {
    Asking run{everything()};
    run.feed(Records{1}.add(type, body).text()).finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    BOOST_REQUIRE(run.told[0].records.size() == 1u);
    return run.told[0].records[0];
}

std::string field(const event::Record& record, std::string_view name) {
    for (const auto& [known, value] : record.fields)
        if (known == name) return value;
    return "(absent)";
}

Texts texts(const Run& run) {
    Texts all;
    for (const auto& records : run.told)
        for (const auto& record : records.records) all.push_back(text(record));
    return all;
}

Texts types_of(const Run& run) {
    Texts all;
    for (const auto& records : run.told)
        for (const auto& record : records.records)
            all.push_back(std::to_string(records.header.serial) + ' ' + record.type);
    return all;
}

std::string recorded(const char* name) {
    std::ifstream file{std::filesystem::path{TEST_DATA} / "audit" / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Sample {
    const char* type;
    const char* body;
    const char* text;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.type << ' ' << sample.body;
}

const std::vector<Sample> samples{
    {"PATH", "item=0 name=\"/tmp/f\" inode=7 mode=0100644 nametype=CREATE cap_fp=0",
     "type=PATH item=0 name=/tmp/f inode=7 mode=0100644 nametype=CREATE cap_fp=0"},
    {"PATH", "item=0 name=2F746D702F6120622063 nametype=NORMAL",
     "type=PATH item=0 name=/tmp/a b c nametype=NORMAL"},
    {"PATH", "item=0 name=(null) inode=7 nametype=CREATE",
     "type=PATH item=0 inode=7 nametype=CREATE"},
    {"CWD", "cwd=\"/\"", "type=CWD cwd=/"},
    {"EXECVE", "argc=3 a0=\"cp\" a1=\"26\" a2=612062",
     "type=EXECVE argc=3 a0=cp a1=26 a2=a b cp 26 a b"},
    {"EXECVE", "argc=2 a0=\"ls\" a1=\"\"", "type=EXECVE argc=2 a0=ls a1= ls "},
    {"EXECVE", "argc=2 a0=\"x\" a1_len=8 a1[0]=6120 a1[1]=\"b\" a1[2]=20",
     "type=EXECVE argc=2 a0=x a1_len=8 a1=a b  x a b "},
    {"SYSCALL",
     "arch=c000003e syscall=59 success=no exit=-2 a0=26 a1=0 a2=abcd a3=0 items=1 ppid=1 pid=2 "
     "auid=3 uid=4 tty=(none) comm=6120 exe=\"/x\" key=(null)",
     "type=SYSCALL arch=c000003e syscall=59 success=no exit=-2 a0=26 a1=0 a2=abcd a3=0 items=1 "
     "ppid=1 pid=2 auid=3 uid=4 tty=(none) comm=a  exe=/x SYSCALL=execve"},
    {"SYSCALL", "arch=c00000b7 syscall=221 a0=0 key=6B3101746F6F",
     "type=SYSCALL arch=c00000b7 syscall=221 a0=0 key=k1 key=too SYSCALL=execve"},
    {"SYSCALL", "arch=40000003 syscall=74 a0=0",
     "type=SYSCALL arch=40000003 syscall=74 a0=0 "
     "SYSCALL=sethostname"},
    {"SYSCALL", "arch=c000003e syscall=1073741910 a0=0",
     "type=SYSCALL arch=c000003e syscall=1073741910 a0=0 SYSCALL=link"},  // x32
    {"SYSCALL", "arch=c000003e syscall=99999 a0=0",
     "type=SYSCALL arch=c000003e syscall=99999 a0=0"},
    {"SYSCALL", "arch=ffff syscall=1 a0=0", "type=SYSCALL arch=ffff syscall=1 a0=0"},
    {"SYSCALL",
     "arch=c000003e syscall=2 uid=0 key=(null)\x1d"
     "ARCH=x86_64 SYSCALL=open AUID=\"unset\" UID=\"root\"",
     "type=SYSCALL arch=c000003e syscall=2 uid=0 ARCH=x86_64 SYSCALL=open AUID=unset UID=root"},
    {"SOCKADDR", "saddr=0200\x1dSADDR={ saddr_fam=inet laddr=127.0.0.1 lport=53 }",
     "type=SOCKADDR saddr=0200 SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=53 }"},
    {"PROCTITLE", "proctitle=2F62696E2F7368002D630061206200",
     "type=PROCTITLE proctitle=/bin/sh -c a b"},
    {"PROCTITLE", "proctitle=\"sh\"", "type=PROCTITLE proctitle=sh"},
    {"USER_LOGIN",
     "pid=7 uid=0 auid=4294967295 ses=3 msg='op=login acct=\"pia\" exe=\"/usr/sbin/sshd\" "
     "hostname=? addr=192.0.2.7 terminal=ssh res=success'",
     "type=USER_LOGIN pid=7 uid=0 auid=4294967295 ses=3 op=login acct=pia exe=/usr/sbin/sshd "
     "hostname=? addr=192.0.2.7 terminal=ssh res=success"},
    {"USER_AUTH", "pid=7 uid=0 msg='op=x acct=626164206E616D65 res=failed'\x1dUID=\"root\"",
     "type=USER_AUTH pid=7 uid=0 op=x acct=bad name res=failed UID=root"},
    {"USER_CMD", "pid=7 uid=0 msg='cwd=\"/\" cmd=636174202F65 terminal=pts/1 res=success'",
     "type=USER_CMD pid=7 uid=0 cwd=/ cmd=cat /e terminal=pts/1 res=success"},
    {"SERVICE_STOP",
     "pid=1 uid=0 msg='unit=auditd comm=\"systemd\" exe=\"/lib/systemd/systemd\" hostname=? "
     "addr=? terminal=? res=success'",
     "type=SERVICE_STOP pid=1 uid=0 unit=auditd comm=systemd exe=/lib/systemd/systemd hostname=? "
     "addr=? terminal=? res=success"},
    {"DAEMON_START", "op=start ver=3.0.9 auid=4294967295 pid=7 uid=0 res=success",
     "type=DAEMON_START op=start ver=3.0.9 auid=4294967295 pid=7 uid=0 res=success"},
    {"UNKNOWN[1425]", "a=1 comm=(none) tty=(none)", "type=UNKNOWN[1425] a=1 tty=(none)"},
    {"SECCOMP", "auid=1 uid=2 pid=3 comm=\"x\" arch=c000003e syscall=59 code=0x7ffc0000",
     "type=SECCOMP auid=1 uid=2 pid=3 comm=x arch=c000003e syscall=59 code=0x7ffc0000 "
     "SYSCALL=execve"},
    {"CONFIG_CHANGE", "op=add_rule key=\"a\" list=4 res=1",
     "type=CONFIG_CHANGE op=add_rule key=a "
     "list=4 res=1"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_records_tests)

BOOST_DATA_TEST_CASE(tells_a_record_with_its_values_decoded, make(samples), sample) {
    const auto record = only(sample.type, sample.body);
    BOOST_TEST(record.type == sample.type);
    BOOST_TEST(text(record) == sample.text);
    BOOST_REQUIRE(!record.fields.empty());
    BOOST_TEST(record.fields[0].first == "type");
}

BOOST_AUTO_TEST_CASE(the_host_of_a_record_is_a_field) {
    Asking run{everything()};
    run.feed(Records{1, 1000, "web"}.add("USER_LOGIN", "pid=1 uid=0").text()).finish();
    BOOST_TEST(texts(run) == Texts{"type=USER_LOGIN node=web pid=1 uid=0"}, per_element());
    BOOST_TEST(run.nodes.name(run.told.at(0).header.node) == "web");
}

BOOST_AUTO_TEST_CASE(nothing_is_told_where_nobody_asks) {
    Run run;
    run.feed(recorded("users-enriched.log")).finish();
    BOOST_TEST(run.told.empty());
}

BOOST_AUTO_TEST_CASE(every_line_is_offered_with_its_type_but_the_mark_of_an_end) {
    Texts offered;
    Asking run{{.files = false, .record = [&offered](std::string_view type, std::string_view line) {
                    BOOST_TEST(line.find(type) != std::string_view::npos);
                    BOOST_TEST(!line.ends_with('\n'));
                    offered.emplace_back(type);
                    return false;
                }}};
    run.feed(Records{1}.syscall(amd64, 0, "success=no exit=-1").proctitle().end().text());
    run.feed(Records{2}.add("USER_LOGIN", "pid=1").text() + "----\n");
    run.feed(Records{3}.add("DAEMON_END", "op=x").add("UNKNOWN[1425]", "a=1").text()).finish();
    BOOST_TEST(
        offered == (Texts{"SYSCALL", "PROCTITLE", "USER_LOGIN", "DAEMON_END", "UNKNOWN[1425]"}),
        per_element());
    BOOST_TEST(run.told.empty());
}

BOOST_AUTO_TEST_CASE(only_the_records_that_were_asked_for_are_told_and_who_made_them) {
    Asking run{types({"PATH"})};
    run.feed(
        Records{1}.executes("a").add("PATH", "item=0 name=\"/bin/a\" ouid=0").proctitle().text());
    run.feed(Records{2}.executes("b").proctitle().text()).finish();
    BOOST_TEST(types_of(run) == Texts{"1 PATH"}, per_element());
    BOOST_REQUIRE(run.told[0].actor.has_value());
    BOOST_TEST(number(run.told[0].actor->pid) == 11);
    BOOST_TEST(number(run.told[0].actor->ppid) == 10);
    BOOST_TEST(run.told[0].actor->exe == "/usr/bin/dash");
    BOOST_TEST(run.events.size() == 2u);
}

BOOST_AUTO_TEST_CASE(failed_calls_and_calls_that_nobody_watches_are_told) {
    Asking run{types({"SYSCALL"})};
    run.feed(Records{1}.syscall(amd64, 257, "success=no exit=-13").proctitle().text());
    run.feed(Records{2}.syscall(amd64, 170, ok).proctitle().text());
    run.feed(Records{3}.syscall("c0000015", 11, ok).proctitle().text()).finish();
    BOOST_TEST(types_of(run) == (Texts{"1 SYSCALL", "2 SYSCALL", "3 SYSCALL"}), per_element());
    BOOST_TEST(field(run.told[1].records[0], "SYSCALL") == "sethostname");
    BOOST_TEST(run.told[0].actor.has_value());
    BOOST_TEST(run.events.empty());
}

BOOST_AUTO_TEST_CASE(records_come_in_serial_order_behind_the_events_of_their_serial) {
    const auto event = [](std::uint64_t serial) {
        return Records{serial}.executes("a").proctitle().text();
    };
    Asking run{types({"EXECVE", "USER_LOGIN", "DAEMON_END"})};
    run.feed(event(1)).feed(event(3)).feed(Records{4}.add("USER_LOGIN", "pid=1").text());
    run.feed(Records{9999}.add("DAEMON_END", "op=terminate").text()).feed(event(2));
    BOOST_TEST(run.order == (Texts{"1", "1 records", "9999 records", "2", "2 records", "3",
                                   "3 records", "4 records"}),
               per_element());
    BOOST_TEST(run.stream.counters().serial_gap == 0u);
}

BOOST_AUTO_TEST_CASE(records_of_interleaved_events_are_told_apart) {
    const auto first = Records{1}.executes("a").proctitle();
    const auto second = Records{2}.syscall(amd64, 170, "success=no exit=-1").proctitle();
    Asking run{everything()};
    for (std::size_t i = 0; i < first.lines().size(); ++i) {
        run.feed(first.lines()[i]);
        if (i < second.lines().size()) run.feed(second.lines()[i]);
    }
    run.finish();
    BOOST_TEST(types_of(run) == (Texts{"1 SYSCALL", "1 EXECVE", "1 CWD", "1 PROCTITLE", "2 SYSCALL",
                                       "2 PROCTITLE"}),
               per_element());
}

// A rule that looks for a word in the arguments must find it in whichever record it stands, and
// then needs the others.
BOOST_AUTO_TEST_CASE(one_execve_record_that_is_asked_for_brings_the_others) {
    Asking run{{.files = false, .record = [](std::string_view, std::string_view line) {
                    return line.find("\"needle\"") != std::string_view::npos;
                }}};
    run.feed(Records{1}
                 .syscall(amd64, 59, ok)
                 .add("EXECVE", "argc=4 a0=\"sh\" a1_len=4 a1[0]=6120")
                 .add("EXECVE", " a1[1]=6220 a2=\"needle\"")
                 .add("EXECVE", " a3=\"end\"")
                 .proctitle()
                 .text());
    run.feed(Records{2}.executes("hay").proctitle().text()).finish();
    const Texts expected{
        "type=EXECVE argc=4 a0=sh a1_len=4 a1=a b  a2=needle a3=end sh a b  needle end"};
    BOOST_TEST(texts(run) == expected, per_element());
}

BOOST_AUTO_TEST_CASE(a_message_of_user_space_has_the_ids_that_the_kernel_gave_it_alone) {
    Asking run{everything()};
    const std::string body{user_head};
    run.feed(Records{1}
                 .add("USER_LOGIN", body + "msg='op=login pid=1 uid=5 exe=\"/usr/sbin/sshd\"'")
                 .text())
        .finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    const auto& actor = run.told[0].actor;
    BOOST_REQUIRE(actor.has_value());
    BOOST_TEST(number(actor->pid) == 7);
    BOOST_TEST((actor->ppid == event::Pid::unknown));
    BOOST_TEST(number(actor->uid) == 0u);
    BOOST_TEST(number(actor->login_uid) == 1000u);
    BOOST_TEST(number(actor->session) == 3u);
    BOOST_TEST((actor->euid == event::Uid::unset));
    BOOST_TEST(actor->exe == "");
    BOOST_TEST(run.stream.counters().bad_field == 0u);
}

BOOST_AUTO_TEST_CASE(a_record_of_the_kernels_own_names_the_program) {
    Asking run{everything()};
    run.feed(Records{1}
                 .add("ANOM_ABEND", "auid=1 uid=2 gid=3 ses=4 pid=5 comm=\"x\" exe=\"/x\" sig=11")
                 .text())
        .finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    BOOST_TEST(run.told[0].actor->exe == "/x");
}

BOOST_AUTO_TEST_CASE(nobody_is_named_where_no_record_tells) {
    Asking run{everything()};
    run.feed(Records{1}.add("BPF", "prog-id=75 op=LOAD").text()).finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    BOOST_TEST(!run.told[0].actor.has_value());
}

BOOST_AUTO_TEST_CASE(interest_may_change_while_the_stream_runs) {
    Asking run{types({"EXECVE"})};
    run.feed(Records{1}.executes("a").proctitle().text());
    run.feed(Records{2}.executes("b").text());
    run.stream.set_interest(types({"PROCTITLE"}));
    run.feed(Records{2}.proctitle().text());
    run.stream.set_interest({});
    run.feed(Records{3}.executes("c").proctitle().text()).finish();
    BOOST_TEST(types_of(run) == (Texts{"1 EXECVE", "2 EXECVE", "2 PROCTITLE"}), per_element());
    BOOST_TEST(run.events.size() == 3u);
}

BOOST_AUTO_TEST_CASE(keeps_no_more_of_an_event_than_the_limit) {
    Records records{1};
    records.syscall(amd64, 1, ok);
    for (int i = 0; i < 200; ++i)
        records.add("PATH", "item=0 name=\"" + std::string(7000, 'x') + '"');
    Asking run{everything()};
    run.feed(records.proctitle().text());
    BOOST_REQUIRE(run.told.size() == 1u);
    BOOST_TEST(run.told[0].records.size() > 20u);
    BOOST_TEST(run.told[0].records.size() < 40u);
    BOOST_TEST(run.stream.counters().event_too_large == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_no_more_in_open_events_than_the_limit) {
    auto options = audit::EventStream::Options::replay();
    options.open.bytes = 2000;
    Asking run{everything(), options};
    for (std::uint64_t serial = 1; serial <= 10; ++serial)
        run.feed(Records{serial}.syscall(amd64, 1, ok).text());
    BOOST_TEST(run.stream.counters().evicted_open >= 3u);
    run.finish();
    BOOST_TEST(run.told.size() == 10u);
}

// libauparse 3.0.9 leaks such a line's memory.
BOOST_AUTO_TEST_CASE(a_line_with_two_working_directories_is_malformed) {
    Asking run{everything()};
    run.feed(Records{1}.add("CWD", "cwd=4 cwd=5").proctitle().text());
    BOOST_TEST(types_of(run) == Texts{"1 PROCTITLE"}, per_element());
    BOOST_TEST(run.stream.counters().bad_field == 1u);
}

// libauparse 3.0.9 crashes when it is asked for the type of a field that has no value: the fuzzer
// found it.
BOOST_AUTO_TEST_CASE(a_type_that_an_enriched_part_cuts_off_is_no_head) {
    Asking run{everything()};
    run.feed("type=\x1dUID=\"a\"SYSCALL msg=audit(1000.000:1): a=1\n").finish();
    BOOST_TEST(run.told.empty());
    BOOST_TEST(run.stream.counters().bad_head == 1u);
}

BOOST_AUTO_TEST_CASE(tells_recorded_messages_of_user_space) {
    for (const auto* log : {"users-enriched.log", "users-raw.log"}) {
        Asking run{types({"ADD_USER", "USER_AUTH", "SERVICE_STOP", "DAEMON_START", "USER_CMD"})};
        run.feed(recorded(log)).finish();
        Texts told;
        for (const auto& records : run.told)
            for (const auto& record : records.records)
                told.push_back(record.type + ' ' + field(record, "op") + ' ' +
                               field(record, "acct") + ' ' + field(record, "unit") + ' ' +
                               field(record, "cmd") + ' ' + field(record, "res"));
        const Texts expected{"DAEMON_START start (absent) (absent) (absent) success",
                             "USER_AUTH PAM:authentication bad name (absent) (absent) failed",
                             "ADD_USER add-user (absent) (absent) (absent) success",
                             "USER_CMD (absent) (absent) (absent) cat /etc/shadow -n success",
                             "SERVICE_STOP (absent) (absent) auditd-probe (absent) success",
                             "ADD_USER adding (absent) (absent) (absent) success"};
        BOOST_TEST(told == expected, per_element());
    }
}

BOOST_AUTO_TEST_CASE(names_recorded_calls_with_and_without_enrichment) {
    Texts names[2];
    const char* const logs[2] = {"users-enriched.log", "users-raw.log"};
    for (int i = 0; i < 2; ++i) {
        Asking run{types({"SYSCALL"})};
        run.feed(recorded(logs[i])).finish();
        for (const auto& records : run.told)
            names[i].push_back(field(records.records.at(0), "SYSCALL") + ' ' +
                               field(records.records.at(0), "success"));
    }
    BOOST_TEST(names[0] == names[1], per_element());
    BOOST_TEST(std::count(names[0].begin(), names[0].end(), "sethostname no") == 1);
    BOOST_TEST(std::count(names[0].begin(), names[0].end(), "openat no") == 1);
}

BOOST_AUTO_TEST_CASE(puts_a_recorded_argument_in_pieces_together) {
    Asking run{types({"EXECVE"})};
    run.feed(recorded("split-argument.log")).finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    BOOST_REQUIRE(run.told[0].records.size() == 1u);
    const auto& record = run.told[0].records[0];
    BOOST_TEST(field(record, "a2") == "two words");
    BOOST_TEST(field(record, "a3") == std::string(7600, 'x'));
    BOOST_TEST(field(record, "a4") == "end");
    BOOST_TEST(text(record).ends_with("two words " + std::string(7600, 'x') + " end"));
}

BOOST_AUTO_TEST_CASE(changes_of_audit_are_told_with_who_made_them_where_nothing_else_is_asked_for) {
    Asking run{{.config_changes = true}};
    run.feed(
        Records{1}
            .add("CONFIG_CHANGE", "auid=1000 ses=3 op=remove_rule key=\"pipehound\" list=4 res=1")
            .syscall(amd64, 44, ok)
            .proctitle()
            .text());
    run.feed(Records{2}.syscall(amd64, 44, ok).proctitle().text());
    run.feed(Records{3}.executes("a").proctitle().text()).finish();
    BOOST_REQUIRE(run.told.size() == 1u);
    const auto& change = run.told[0];
    BOOST_REQUIRE(change.records.size() == 1u);
    BOOST_TEST(field(change.records[0], "op") == "remove_rule");
    BOOST_TEST(field(change.records[0], "key") == "pipehound");
    BOOST_REQUIRE(change.actor.has_value());
    BOOST_TEST((change.actor->pid != event::Pid::unknown));
    BOOST_TEST(!change.actor->exe.empty());
}

BOOST_AUTO_TEST_SUITE_END()
