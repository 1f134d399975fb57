// SPDX-License-Identifier: Apache-2.0
#include "detect/program_names_of.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

using namespace pipehound;
namespace data = boost::unit_test::data;
using Names = std::vector<std::string>;

namespace {

struct Case {
    std::string executable;
    std::string called;
    Names names;
    bool whole_path;
    Names expected;  // in any order
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.executable << " called " << c.called;
}

const Case cases[] = {
    {"/usr/bin/dash",
     "/bin/sh",
     {"sh"},
     true,
     {"/usr/bin/dash", "/bin/dash", "/bin/sh", "/usr/bin/sh"}},
    {"/usr/bin/dash", "/bin/sh", {"sh"}, false, {"sh"}},
    {"/bin/busybox", "/bin/nc", {"nc", "busybox"}, false, {"nc"}},
    {"/usr/sbin/ip", "", {}, true, {"/usr/sbin/ip", "/sbin/ip"}},
    {"/sbin/ip", "", {}, true, {"/usr/sbin/ip", "/sbin/ip"}},
    {"/usr/local/bin/x", "", {}, true, {"/usr/local/bin/x"}},
    {"/usrbin/x", "", {}, true, {"/usrbin/x"}},
    {"/usr/bin/nc.openbsd", "./x", {}, true, {"/usr/bin/nc.openbsd", "/bin/nc.openbsd"}},
    {"/tmp/a", "/tmp/b", {"c"}, true, {"/tmp/a", "/tmp/b", "/tmp/c"}},
    {"", "", {"c"}, true, {}},
    {"", "", {}, false, {}},
    {"/x", "relative", {}, false, {"relative"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(program_names_of_tests)

BOOST_DATA_TEST_CASE(a_program_goes_by_its_file_its_call_and_its_own_words, data::make(cases), c) {
    event::ProcessFacts program;
    program.executable = c.executable;
    program.called = c.called;
    program.names = c.names;
    std::set<std::string> names;
    detect::each_other_name(program, c.whole_path,
                            [&names](std::string_view name) { names.emplace(name); });
    std::set<std::string> expected(c.expected.begin(), c.expected.end());
    expected.erase(c.executable);  // the file is asked for first, by itself
    BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
