// SPDX-License-Identifier: Apache-2.0
#include "audit/resolved_field.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

using namespace pipehound;
using boost::unit_test::data::make;

namespace {

struct Case {
    const char* part;
    const char* fields;  // as name:value, each in brackets
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.part; }

const Case cases[] = {
    {"", ""},
    {"   ", ""},
    {"ARCH=x86_64 SYSCALL=openat", "[ARCH:x86_64][SYSCALL:openat]"},
    {"AUID=\"unset\" UID=\"the root\"", "[AUID:unset][UID:the root]"},
    {"  UID=\"\"  GID=a", "[UID:][GID:a]"},
    {"SADDR={ saddr_fam=inet lport=53 } X=y", "[SADDR:{ saddr_fam=inet lport=53 }][X:y]"},
    {"UID=\"a\"GID=\"b\"", "[UID:a][GID:b]"},
    {"UID=\"not closed X=y", "[UID:not closed X=y]"},
    {"SADDR={ not closed", "[SADDR:{ not closed]"},
    {"UID=\"root\" and nothing more", "[UID:root]"},
    {"UID=", "[UID:]"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(resolved_field_tests)

BOOST_DATA_TEST_CASE(fields_are_taken_one_by_one, make(cases), c) {
    std::string taken;
    for (std::string_view rest = c.part; !rest.empty();)
        if (const auto field = audit::take_resolved(rest); !field.name.empty())
            taken += '[' + std::string{field.name} + ':' + std::string{field.value} + ']';
    BOOST_TEST(taken == c.fields);
}

BOOST_AUTO_TEST_CASE(what_auditd_resolved_stands_behind_a_separator) {
    BOOST_TEST(audit::resolved_part("a=1\x1d"
                                    "UID=\"root\"") == "UID=\"root\"");
    BOOST_TEST(audit::resolved_part("a=1").empty());
    BOOST_TEST(audit::resolved_part("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
