// SPDX-License-Identifier: Apache-2.0
#include "audit/record_head.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "audit/record_type.hpp"

using namespace pipehound;
using audit::parse_head;
using audit::RecordType;
using boost::unit_test::data::make;

namespace {

const std::vector<std::string> damaged{
    "type=CWD",
    "type= msg=audit(5.000:1): x",
    "type=CWD msg=audit(5.000:1)",
    "type=CWD msg=audit(5.000:1",
    "type=CWD msg=audit(5.00:1): ",
    "type=CWD msg=audit(5.0000:1): ",
    "type=CWD msg=audit(-5.000:1): ",
    "type=CWD msg=audit(0.000:1): ",
    "type=CWD msg=audit(5.000:-1): ",
    "type=CWD msg=audit(5.000:4294967296): ",
    "type=CWD msg=audit(99999999999999.000:1): ",
    "type=CWD msg=audit(5.000:): ",
    "type=CWD  msg=audit(5.000:1): ",
    "node= type=CWD msg=audit(5.000:1): ",
    "node=a  type=CWD msg=audit(5.000:1): ",
    "node=" + std::string(256, 'n') + " type=CWD msg=audit(5.000:1): ",
};

struct Typed {
    const char* name;
    RecordType type;
};

std::ostream& operator<<(std::ostream& out, const Typed& typed) { return out << typed.name; }

const std::vector<Typed> types{
    {"SYSCALL", RecordType::syscall},
    {"EXECVE", RecordType::execve},
    {"PATH", RecordType::path},
    {"CWD", RecordType::cwd},
    {"SOCKADDR", RecordType::sockaddr},
    {"SOCKETCALL", RecordType::socketcall},
    {"OPENAT2", RecordType::openat2},
    {"PROCTITLE", RecordType::proctitle},
    {"EOE", RecordType::end},
    {"USER_LOGIN", RecordType::single},
    {"SERVICE_START", RecordType::single},
    {"CRED_ACQ", RecordType::single},
    {"ANOM_LOGIN_ROOT", RecordType::single},
    {"UNKNOWN[1199]", RecordType::single},
    {"DAEMON_START", RecordType::daemon},
    {"UNKNOWN[1250]", RecordType::daemon},
    {"LOGIN", RecordType::other},
    {"AVC", RecordType::other},
    {"BPRM_FCAPS", RecordType::other},
    {"UNKNOWN[1425]", RecordType::other},
    {"SECCOMP", RecordType::other},
    {"NO_SUCH_TYPE", RecordType::other},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(record_head_tests)

BOOST_AUTO_TEST_CASE(tells_type_time_serial_and_body) {
    const auto head = parse_head("type=CWD msg=audit(1795385285.879:29858): cwd=\"/\"");
    BOOST_REQUIRE(head);
    BOOST_TEST(head->node == "");
    BOOST_TEST(head->type == "CWD");
    BOOST_TEST(head->time.time_since_epoch().count() == 1795385285879);
    BOOST_TEST(head->serial == 29858u);
    BOOST_TEST(head->body == "cwd=\"/\"");
}

BOOST_AUTO_TEST_CASE(tells_the_node) {
    const auto head =
        parse_head("node=web-7.example type=UNKNOWN[1425] msg=audit(5.001:4294967295):");
    BOOST_REQUIRE(head);
    BOOST_TEST(head->node == "web-7.example");
    BOOST_TEST(head->type == "UNKNOWN[1425]");
    BOOST_TEST(head->serial == 4294967295u);
    BOOST_TEST(head->body == "");
}

BOOST_DATA_TEST_CASE(a_damaged_head_is_none, make(damaged), line) {
    BOOST_TEST(audit::looks_like_record(line));
    BOOST_TEST(!parse_head(line));
}

BOOST_DATA_TEST_CASE(tells_types_apart, make(types), typed) {
    BOOST_TEST((audit::record_type(typed.name) == typed.type));
}

BOOST_AUTO_TEST_SUITE_END()
