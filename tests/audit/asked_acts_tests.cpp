// SPDX-License-Identifier: Apache-2.0
// Acts that are told only where an Interest asks for them.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "audit/records.hpp"

using namespace pipehound;
using boost::test_tools::per_element;
using boost::unit_test::data::make;
using test::Records;
using test::Run;
using Lines = std::vector<std::string>;

namespace {

constexpr const char* x86_64 = "c000003e";
constexpr const char* i386 = "40000003";
constexpr const char* aarch64 = "c00000b7";
constexpr const char* success = "success=yes exit=0";

struct Describe {
    const event::Event& event;

    std::string operator()(const event::ProcessEnded& act) const {
        return "ended " + std::to_string(act.exit_code);
    }
    std::string operator()(const event::CredentialsChanged& act) const {
        return act.group ? "group" : "user";
    }
    std::string operator()(const event::SessionChanged&) const { return "session"; }
    std::string operator()(const event::SignalSent& act) const {
        return "signal " + std::to_string(act.signal) + " to " +
               std::to_string(event::number(act.target));
    }
    std::string operator()(const event::ProcessForked& act) const {
        return "forked " + std::to_string(event::number(act.child));
    }
    std::string operator()(const event::ModuleChanged& act) const {
        return (act.loaded ? "loaded " : "unloaded ") + act.name;
    }
    std::string operator()(const event::SystemCallMade& act) const {
        return "called " + event.call->name + (event.call->success ? "" : " in vain") +
               (act.socket_family ? " for " + std::to_string(*act.socket_family) : "");
    }
    std::string operator()(const event::FileAltered& act) const {
        constexpr const char* what[] = {"owner of ", "mode of ", "attributes of "};
        return what[static_cast<std::size_t>(act.what)] + act.path;
    }
    std::string operator()(const event::UserAuthenticated& act) const {
        return "step " + std::to_string(static_cast<int>(act.step)) +
               (act.success ? " by " : " failed by ") + act.account +
               (act.id == event::Uid::unset ? "" : std::to_string(event::number(act.id))) +
               (act.address.empty() ? "" : " from " + act.address) + (act.ssh ? " ssh" : "");
    }
    std::string operator()(const event::AccountChanged& act) const {
        return "account " + std::to_string(static_cast<int>(act.what)) +
               (act.success ? " " : " failed ") + act.account +
               (act.id == event::Uid::unset ? "" : std::to_string(event::number(act.id)));
    }
    std::string operator()(const event::PolicyViolated& act) const {
        return act.profile + " " + act.operation + " " + act.path;
    }
    std::string operator()(const event::SocketBound&) const { return "bound"; }
    std::string operator()(const event::FileOpened&) const { return "opened"; }
    std::string operator()(const event::ProcessExecuted&) const { return "executed"; }
    std::string operator()(const auto&) const { return "other"; }
};

audit::Interest everything() {
    audit::Interest interest;
    interest.acts.set();
    return interest;
}

Lines told(const Records& records, audit::Interest interest) {
    Run run;
    run.stream.set_interest(std::move(interest));
    run.feed(records.text()).finish();
    BOOST_TEST(run.stream.counters().bad_field == 0u);
    Lines lines;
    for (const auto& event : run.events) lines.push_back(std::visit(Describe{event}, event.act));
    return lines;
}

Lines told(const Records& records) { return told(records, everything()); }

struct Sample {
    const char* arch;
    int number;
    const char* outcome;
    const char* arguments;
    const char* line;  // empty: nothing is told
};

std::ostream& operator<<(std::ostream& out, const Sample& call) {
    return out << call.arch << ' ' << call.number << ' ' << call.line;
}

const std::vector<Sample> calls{
    {x86_64, 231, "", "a0=102 a1=0 a2=e7 a3=0", "ended 2"},
    {aarch64, 94, "", "a0=0 a1=0 a2=0 a3=0", "ended 0"},
    {x86_64, 60, "", "a0=0 a1=0 a2=0 a3=0", ""},
    {x86_64, 105, success, "a0=0 a1=0 a2=0 a3=0", "user"},
    {x86_64, 117, success, "a0=0 a1=0 a2=0 a3=0", "user"},
    {x86_64, 105, "success=no exit=-1", "a0=0 a1=0 a2=0 a3=0", ""},
    {i386, 213, success, "a0=0 a1=0 a2=0 a3=0", "user"},
    {aarch64, 144, success, "a0=0 a1=0 a2=0 a3=0", "group"},
    {x86_64, 112, "success=yes exit=77", "a0=0 a1=0 a2=0 a3=0", "session"},
    {x86_64, 62, success, "a0=4d a1=22 a2=0 a3=0", "signal 34 to 77"},
    {x86_64, 62, success, "a0=ffffffb3 a1=9 a2=0 a3=0", "signal 9 to -77"},
    {x86_64, 234, success, "a0=4d a1=4e a2=22 a3=0", "signal 34 to 77"},
    {x86_64, 57, "success=yes exit=4711", "a0=10000 a1=0 a2=0 a3=0", "forked 4711"},
    {x86_64, 56, "success=yes exit=4711", "a0=1200011 a1=0 a2=0 a3=0", "forked 4711"},
    {x86_64, 56, "success=yes exit=4711", "a0=3d0f00 a1=0 a2=0 a3=0", ""},
    {x86_64, 435, "success=yes exit=4711", "a0=0 a1=58 a2=0 a3=0", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(asked_acts_tests)

BOOST_DATA_TEST_CASE(a_call_of_a_process_on_processes, make(calls), call) {
    const auto records =
        Records{1}.syscall(call.arch, call.number, call.outcome, call.arguments).proctitle();
    const Lines lines{call.line};
    BOOST_TEST(told(records) == (*call.line != 0 ? lines : Lines{}), per_element());
    BOOST_TEST(told(records, {}).empty());
}

BOOST_AUTO_TEST_CASE(only_acts_that_are_asked_for_are_told) {
    const auto records = Records{1}.syscall(x86_64, 105, success).proctitle();
    audit::Interest interest;
    interest.acts = event::act_set<event::SessionChanged, event::ProcessEnded>();
    BOOST_TEST(told(records, interest).empty());
    interest.acts |= event::act_set<event::CredentialsChanged>();
    BOOST_TEST(told(records, interest).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_module_has_the_name_that_its_record_tells) {
    const auto with_name = [](int call) {
        return told(Records{1}
                        .syscall(x86_64, call, success)
                        .add("KERN_MODULE", "name=\"dummy\"")
                        .proctitle());
    };
    BOOST_TEST(with_name(313) == Lines{"loaded dummy"}, per_element());
    BOOST_TEST(with_name(175) == Lines{"loaded dummy"}, per_element());
    BOOST_TEST(with_name(176) == Lines{"unloaded dummy"}, per_element());
    BOOST_TEST(told(Records{1}.syscall(x86_64, 313, success).proctitle()) == Lines{"loaded "},
               per_element());
}

BOOST_AUTO_TEST_CASE(owners_modes_and_attributes_of_files_are_told_without_asking_for_all_files) {
    const auto altered = [](int call) {
        return told(Records{1}
                        .syscall(x86_64, call, success, "a0=ffffff9c a1=0 a2=0 a3=0")
                        .add("CWD", "cwd=\"/etc\"")
                        .add("PATH",
                             "item=0 name=\"shadow\" inode=7 dev=fe:01 mode=0100640 ouid=0 ogid=42 "
                             "rdev=00:00 nametype=NORMAL")
                        .proctitle());
    };
    BOOST_TEST(altered(92) == Lines{"owner of /etc/shadow"}, per_element());
    BOOST_TEST(altered(260) == Lines{"owner of /etc/shadow"}, per_element());
    BOOST_TEST(altered(268) == Lines{"mode of /etc/shadow"}, per_element());
    BOOST_TEST(altered(188) == Lines{"attributes of /etc/shadow"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_call_that_has_no_act_is_told_where_its_name_is_asked_for) {
    const auto records =
        Records{1}.syscall(x86_64, 157, success, "a0=f a1=0 a2=0 a3=0").proctitle();
    audit::Interest interest;
    interest.calls = {"prctl", "no such call"};
    BOOST_TEST(told(records, interest) == Lines{"called prctl"}, per_element());
    interest.calls = {"mprotect"};
    BOOST_TEST(told(records, interest).empty());
}

BOOST_AUTO_TEST_CASE(a_call_that_is_asked_for_is_told_once_as_its_act_or_when_it_failed) {
    audit::Interest interest;
    interest.calls = {"bind"};
    const auto binds = [&](const char* outcome, const char* address) {
        return told(Records{1}
                        .syscall(x86_64, 49, outcome, "a0=3 a1=0 a2=10 a3=0")
                        .add("SOCKADDR", address)
                        .proctitle(),
                    interest);
    };
    BOOST_TEST(binds(success, "saddr=0200115C7F0000010000000000000000") == Lines{"bound"},
               per_element());
    BOOST_TEST(binds(success, "saddr=2600616C67000000") == Lines{"called bind for 38"},
               per_element());
    BOOST_TEST(binds("success=no exit=-13", "saddr=0200115C7F0000010000000000000000") ==
                   Lines{"called bind in vain for 2"},
               per_element());
}

BOOST_AUTO_TEST_CASE(an_event_tells_its_call) {
    Run run{Records{1}.connects().proctitle()};
    BOOST_REQUIRE(run.events.size() == 1u);
    const auto& call = run.events[0].call;
    BOOST_REQUIRE(call.has_value());
    BOOST_TEST(call->name == "connect");
    BOOST_TEST(call->arguments[0] == 3u);
    BOOST_TEST(call->arguments[2] == 16u);
    BOOST_TEST(call->success);
}

BOOST_AUTO_TEST_CASE(programs_tell_who_logs_in) {
    const auto told_by = [](std::string_view type, const std::string& rest) {
        return told(Records{1}.add(
            type, "pid=900 uid=0 auid=4294967295 ses=4294967295 msg='" + rest + "'"));
    };
    BOOST_TEST(told_by("USER_LOGIN",
                       "op=login acct=\"pia\" exe=\"/usr/sbin/sshd\" hostname=? "
                       "addr=192.0.2.7 terminal=ssh res=failed") ==
                   Lines{"step 2 failed by pia from 192.0.2.7 ssh"},
               per_element());
    BOOST_TEST(told_by("USER_LOGIN",
                       "op=login id=1000 exe=\"/usr/sbin/sshd-session\" hostname=h "
                       "addr=::ffff:192.0.2.7 terminal=/dev/pts/0 res=success") ==
                   Lines{"step 2 by 1000 from 192.0.2.7 ssh"},
               per_element());
    BOOST_TEST(told_by("USER_AUTH",
                       "op=PAM:authentication grantors=? acct=28756E6B6E6F776E2075736572290A "
                       "exe=\"/bin/login\" hostname=? addr=? terminal=/dev/tty1 res=failed") ==
                   Lines{"step 0 failed by (unknown user)\n"},
               per_element());
    BOOST_TEST(told_by("USER_END",
                       "op=PAM:session_close acct=\"pia\" exe=\"/usr/bin/su\" "
                       "hostname=? addr=host.example terminal=pts/0 res=success") ==
                   Lines{"step 5 by pia"},
               per_element());
}

BOOST_AUTO_TEST_CASE(programs_tell_what_becomes_of_accounts) {
    const auto told_by = [](std::string_view type, const std::string& rest) {
        return told(Records{1}.add(
            type, "pid=900 uid=0 auid=1000 ses=3 msg='" + rest +
                      " exe=\"/usr/sbin/useradd\" hostname=? addr=? terminal=pts/0 res=success'"));
    };
    BOOST_TEST(told_by("ADD_USER", "op=adding user id=7998") == Lines{"account 0 7998"},
               per_element());
    BOOST_TEST(told_by("ADD_USER", "op=add-user acct=\"eva\"") == Lines{"account 0 eva"},
               per_element());
    BOOST_TEST(told_by("DEL_GROUP", "op=del-group acct=\"grp\"") == Lines{"account 4 grp"},
               per_element());
    BOOST_TEST(
        told_by("USER_CHAUTHTOK", "op=change-password acct=\"eva\"") == Lines{"account 6 eva"},
        per_element());
    BOOST_TEST(told_by("USER_CHAUTHTOK", "op=PAM:chauthtok acct=\"eva\"") == Lines{"account 6 eva"},
               per_element());
    BOOST_TEST(
        told_by("USER_CHAUTHTOK", "op=adding user to group acct=\"eva\"") == Lines{"account 8 eva"},
        per_element());
    BOOST_TEST(
        told_by("USER_CHAUTHTOK", "op=changing home directory id=7998") == Lines{"account 9 7998"},
        per_element());
}

BOOST_AUTO_TEST_CASE(of_who_sends_a_message_only_the_ids_are_believed) {
    Run run;
    run.stream.set_interest(everything());
    run.feed(Records{1}
                 .add("ADD_USER",
                      "pid=900 uid=7 auid=1000 ses=3 msg='op=x acct=\"eva\" "
                      "exe=\"/usr/bin/trusted\" hostname=? addr=? terminal=? "
                      "res=success'")
                 .text())
        .finish();
    BOOST_REQUIRE(run.events.size() == 1u);
    const auto& event = run.events[0];
    BOOST_TEST(event::number(event.actor.pid) == 900);
    BOOST_TEST(event::number(event.actor.uid) == 7u);
    BOOST_TEST(event.actor.exe == "");
    BOOST_TEST(!event.call.has_value());
}

BOOST_AUTO_TEST_CASE(a_message_is_told_only_where_it_is_asked_for) {
    const auto records = Records{1}.add("USER_LOGIN", "pid=900 uid=0 msg='op=login acct=\"pia\"'");
    BOOST_TEST(told(records, {}).empty());
    audit::Interest interest;
    interest.acts = event::act_set<event::AccountChanged>();
    BOOST_TEST(told(records, interest).empty());
}

BOOST_AUTO_TEST_CASE(what_apparmor_refuses_is_told_with_who_tried) {
    const char* const denied =
        "apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"/usr/bin/man\" "
        "name=\"/etc/shadow\" pid=11 comm=\"man\" requested_mask=\"r\" denied_mask=\"r\" "
        "fsuid=0 ouid=0";
    const auto records = Records{1}
                             .add("AVC", denied)
                             .syscall(x86_64, 257, "success=no exit=-13")
                             .add("CWD", "cwd=\"/\"")
                             .proctitle();
    BOOST_TEST(told(records) == Lines{"/usr/bin/man open /etc/shadow"}, per_element());
    BOOST_TEST(told(records, {}).empty());
    Run run;
    run.stream.set_interest(everything());
    run.feed(records.text()).finish();
    BOOST_REQUIRE(run.events.size() == 1u);
    BOOST_TEST(event::number(run.events[0].actor.ppid) == 10);
    BOOST_TEST(run.events[0].call->name == "openat");
    const auto selinux = Records{2}.add("AVC", "avc:  denied  { read } for  pid=11").proctitle();
    BOOST_TEST(told(selinux).empty());
}

BOOST_AUTO_TEST_SUITE_END()
