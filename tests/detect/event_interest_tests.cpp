// SPDX-License-Identifier: Apache-2.0
#include "detect/event_interest.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/eql_reader.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using Strings = std::vector<std::string>;

namespace {

struct Case {
    std::string query;
    Strings needs;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.query; }

Strings texts(const std::set<audit::Need>& needs) {
    Strings all;
    for (const auto& need : needs) all.push_back(audit::text_of(need));
    return all;
}

const std::string programs = "programs that are executed";
const std::string forks = "processes that fork";
const std::string users = "processes that change their user";
const std::string groups = "processes that change their group";

const std::vector<Case> cases{
    {R"(process where process.name == "nc")", {programs}},
    {R"(process where event.type == "start" and process.args : "-e")", {programs}},
    {R"(process where event.action in ("exec", "fork"))", {programs, forks}},
    {R"(process where event.type == "start" and event.action == "fork")", {forks}},
    {R"(process where event.type == "change" and event.action == "uid_change")", {users, groups}},
    {R"(process where event.type == "end")", {"processes that end"}},
    {R"(process where event.action == "exec" or event.type == "end")",
     {programs, "processes that end"}},
    {R"(driver where event.action == "loaded-kernel-module")", {"kernel modules loaded"}},
    {R"(process where auditd.data.syscall == "personality")", {"system call personality"}},

    {R"(process where auditd.data.syscall : "memfd_*")",
     {"system call memfd_create", "system call memfd_secret"}},
    {R"(process where auditd.data.syscall regex "pidfd_(get|open).*")",
     {"system call pidfd_getfd", "system call pidfd_open"}},
    {R"(process where not auditd.data.syscall == "ptrace")", {programs}},
    {R"(process where auditd.data.a0 == "10")", {programs}},
    {R"(any where process.name == "x" and (auditd.data.syscall == "splice" or
        (event.action == "bound-socket" and ?auditd.data.socket.family == "38")))",
     {"system call bind", "system call splice"}},
    {R"(process where event.action == "exec" and auditd.data.syscall == "execveat")",
     {"system call execveat"}},
    {R"(authentication where event.action == "ssh_login")", {"records of type USER_LOGIN"}},
    {R"(authentication where event.type == "start")", {"records of type USER_LOGIN"}},
    {R"(authentication where event.action in ("authenticated", "logged-out"))",
     {"records of type USER_AUTH", "records of type USER_LOGOUT"}},
    {R"(iam where event.type == "user" and event.type == "creation")",
     {"records of type ADD_USER"}},
    {R"(iam where event.action == "modified-user-account")",
     {"records of type ACCT_LOCK", "records of type ACCT_UNLOCK", "records of type USER_CHAUTHTOK",
      "records of type USER_MGMT"}},
    {R"(file where event.type == "deletion")", {"files deleted"}},
    {R"(process where event.action == "ProcessRollup2")", {programs}},
    {R"(file where event.action == "violated-apparmor-policy")", {"records of type AVC"}},
    {R"(process where event.action == "already_running")", {}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(event_interest_tests)

BOOST_DATA_TEST_CASE(what_has_to_be_recorded_for_a_query, data::make(cases), sample) {
    rule::Documents documents;
    rule::read_eql("q.eql", sample.query, documents);
    BOOST_REQUIRE_EQUAL(documents.event_detections.size(), 1u);
    const auto interest = detect::interest_of(documents.event_detections.front().query);
    const auto needs = texts(detect::needs_of(interest));
    BOOST_TEST(needs == sample.needs, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_listened_to_for_a_word_that_nothing_bears) {
    rule::Documents documents;
    rule::read_eql("q.eql", R"(any where event.action == "disconnect_received")", documents);
    BOOST_TEST(detect::interest_of(documents.event_detections.at(0).query).acts.none());
}

BOOST_AUTO_TEST_CASE(calls_are_asked_for_as_the_query_leaves_them) {
    const auto calls = [](const std::string& condition) {
        rule::Documents documents;
        rule::read_eql("q.eql", "process where " + condition, documents);
        return detect::interest_of(documents.event_detections.at(0).query).calls;
    };
    BOOST_TEST(calls(R"(process.name == "nc")").empty());
    BOOST_TEST((calls(R"(auditd.data.syscall : "mem*" and auditd.data.syscall : "*_create")") ==
                std::set<std::string, std::less<>>{"memfd_create"}));
    BOOST_TEST(calls(R"(startsWith(auditd.data.syscall, "ptr"))").contains("ptrace"));
    BOOST_TEST(calls(R"(not auditd.data.syscall == "ptrace")").size() > 300u);
    BOOST_TEST(calls(R"(auditd.data.a0 == "10")").empty());
    BOOST_TEST(calls(R"(event.action == "exec" and auditd.data.syscall == "execve")").empty());
    BOOST_TEST(calls(R"(auditd.data.syscall == "connect")").empty());  // an event of the network
    BOOST_TEST((calls(R"(process.name == "x" or auditd.data.syscall == "ptrace")") ==
                std::set<std::string, std::less<>>{"ptrace"}));
}

BOOST_AUTO_TEST_CASE(what_is_not_needed_is_listened_to_all_the_same) {
    rule::Documents documents;
    rule::read_eql("q.eql", R"(process where event.type == "start")", documents);
    const auto interest = detect::interest_of(documents.event_detections.at(0).query);
    BOOST_TEST(interest.acts[event::act_index<event::ProcessForked>()]);
    BOOST_TEST(!interest.needed[event::act_index<event::ProcessForked>()]);
}

BOOST_AUTO_TEST_SUITE_END()
