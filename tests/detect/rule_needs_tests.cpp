// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_needs.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/sigma_reader.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using Strings = std::vector<std::string>;

namespace {

const std::string executions = "category: process_creation";
const std::string connections = "category: network_connection";
const std::string records = "service: auditd";

struct Case {
    std::string source;
    std::string detection;  // all but its braces
    Strings needs;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.source << ": " << c.detection;
}

Strings texts(const std::set<audit::Need>& needs) {
    Strings all;
    for (const auto& need : needs) all.push_back(audit::text_of(need));
    return all;
}

std::string selection(const std::string& items) { return "s: {" + items + "}, condition: s"; }
std::string either(const std::string& left, const std::string& right) {
    return "l: {" + left + "}, r: {" + right + "}, condition: l or r";
}

const std::string outbound = "outbound connections over IPv4 and IPv6, failed ones too";
const std::string inbound = "inbound connections over IPv4 and IPv6";
const std::string programs = "programs that are executed";

const std::vector<Case> cases{
    {executions, selection("Image: /bin/nc"), {programs}},
    {executions, either("Image: /bin/nc", "CommandLine|contains: x"), {programs}},

    {connections, selection("DestinationPort: 4444"), {outbound, inbound}},
    {connections, selection("Initiated: 'true', DestinationPort: 4444"), {outbound}},
    {connections, selection("Initiated: 'false'"), {inbound}},
    {connections, either("Initiated: 'true'", "Initiated: 'false'"), {outbound, inbound}},

    {"category: file_event",
     selection("TargetFilename: /etc/passwd"),
     {"files created: /etc/passwd", "files opened for writing: /etc/passwd",
      "files renamed: /etc/passwd"}},
    {"category: file_event",
     selection("TargetFilename: /tmp/f, FileType: fifo"),
     {"FIFOs that are created"}},
    {"category: file_event",
     selection("FileType: [fifo, regular]"),
     {"FIFOs that are created", "files created", "files opened for writing", "files renamed"}},
    {"category: file_delete",
     selection("TargetFilename|startswith: /var/log/"),
     {"files deleted below /var/log"}},
    {"category: file_delete",
     selection("TargetFilename|startswith: /var/log/wtmp"),
     {"files deleted below /var/log"}},
    {"category: file_delete",
     selection("TargetFilename|endswith: /authorized_keys"),
     {"files deleted"}},
    {"category: file_delete", selection("TargetFilename|startswith: /etc"), {"files deleted"}},
    {"category: file_delete",
     selection("TargetFilename: ['/a/b', '/c/*/d']"),
     {"files deleted: /a/b", "files deleted below /c"}},
    {"category: file_delete", selection("TargetFilename|re: '/a/.*'"), {"files deleted"}},
    {"category: file_delete", selection("Image: /bin/rm"), {"files deleted"}},
    {"category: file_rename",
     selection("TargetFilename: /a/b, Image: /bin/mv"),
     {"files renamed: /a/b"}},
    {"category: file_access",
     selection("TargetFilename: /etc/shadow"),
     {"files read: /etc/shadow"}},

    {records, selection("exe: /bin/nc"), {programs}},
    {records, selection("type: EXECVE, a0: nc"), {programs}},
    {records, selection("type: PROCTITLE, proctitle|contains: nc"), {programs}},
    {records, selection("type: CWD, cwd: /tmp"), {programs}},
    {records, selection("type: SOCKADDR, saddr|startswith: '0200115C'"), {outbound}},
    {records,
     selection("type: SYSCALL, SYSCALL: [socket, ptrace]"),
     {"system call ptrace", "system call socket"}},
    {records, selection("SYSCALL: [execve, execveat]"), {programs}},
    {records, selection("type: SYSCALL, SYSCALL: mount, key: mounts"), {"records with key=mounts"}},
    {records, selection("key: [one, two]"), {"records with key=one", "records with key=two"}},
    {records, selection("type: PATH, name: /etc/shadow"), {"files read: /etc/shadow"}},
    {records, selection("type: PATH, name|startswith: /etc/ssh/"), {"files read below /etc/ssh"}},
    {records, selection("type: PATH, name|endswith: .so"), {programs}},
    {records, selection("type: PATH, nametype: DELETE"), {programs}},
    {records, selection("type: USER_LOGIN, res: failed"), {"records of type USER_LOGIN"}},
    {records,
     selection("type: [user_cmd, TTY]"),
     {"records of type TTY", "records of type USER_CMD"}},
    {records, either("type: EXECVE", "type: TTY"), {programs, "records of type TTY"}},
    {records, "f: {type: TTY}, s: {exe: x}, condition: s and not f", {programs}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_needs_tests)

BOOST_DATA_TEST_CASE(a_rule_rests_on, data::make(cases), c) {
    rule::Documents documents;
    rule::read_sigma("a.yml",
                     "title: T\nid: r\nlogsource: {product: linux, " + c.source +
                         "}\ndetection: {" + c.detection + "}\n",
                     documents);
    BOOST_REQUIRE(documents.detections.size() == 1U);
    const auto& detection = documents.detections.front();
    BOOST_TEST(texts(detect::rule_needs(detection.source, *detection.condition)) == c.needs,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_cores_own_detection_rests_on_programs_fifos_and_connections) {
    BOOST_TEST(texts(detect::pipe_needs()) ==
                   (Strings{programs, "FIFOs that are created", "FIFOs that are opened", outbound,
                            inbound, "sockets that begin to listen"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
