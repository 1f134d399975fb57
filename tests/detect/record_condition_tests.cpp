// SPDX-License-Identifier: Apache-2.0
#include "detect/record_condition.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "rule/sigma_reader.hpp"
#include "support/reading.hpp"

using namespace pipehound;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

std::string asked(const std::string& selection) {
    rule::Documents documents;
    rule::read_sigma("a.yml",
                     "title: T\nlogsource: {product: linux, service: auditd}\ndetection: {s: {" +
                         selection + "}, condition: s}\n",
                     documents);
    return text(*detect::record_condition(documents.detections.at(0).condition));
}

const Reading selections[] = {
    {"syscall: execve", R"(SYSCALL ~ "execve")"},
    {"syscall: 59", R"(syscall ~ "59")"},
    {"syscall|startswith: exec", R"(SYSCALL ~ "exec*")"},
    {"syscall: '*'", R"(syscall ~ "*")"},
    {"syscall: [execve, 322]", R"((SYSCALL ~ "execve" or syscall ~ "322"))"},
    {"auid: alice", R"(AUID ~ "alice")"},
    {"auid: 1000", R"(auid ~ "1000")"},
    {"auid: -1", R"((AUID ~ "-1" or auid ~ "4294967295"))"},
    {"auid: unset", R"((AUID ~ "unset" or auid ~ "4294967295"))"},
    {"euid: root, comm: nc", R"(((EUID ~ "root" or euid ~ "0") and comm ~ "nc"))"},
    {"uid|cased: Bob", R"(UID ~~ "Bob")"},
    {"arch: c000003e", R"(arch ~ "c000003e")"},
    {"arch: x86_64", R"(ARCH ~ "x86_64")"},
    {"exe: execve", R"(exe ~ "execve")"},
    {"auid: null", "auid is null"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(record_condition_tests)

BOOST_DATA_TEST_CASE(a_name_is_asked_where_auditd_writes_names, data::make(selections), row) {
    BOOST_TEST(asked(row.written) == row.read);
}

BOOST_AUTO_TEST_SUITE_END()
