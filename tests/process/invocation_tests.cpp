// SPDX-License-Identifier: Apache-2.0
#include "process/invocation.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "support/history.hpp"

using namespace pipehound::process;
using Source = Invocation::Source;
namespace data = boost::unit_test::data;

namespace {

Program program(const std::vector<std::string>& argv, std::string exe = {}) {
    if (exe.empty()) exe = pipehound::test::History::exe_of(argv.front());
    return Program{exe, argv.front(), "/", argv};
}

struct Call {
    std::vector<std::string> argv;
    Source source;
    std::string argument;
};
std::ostream& operator<<(std::ostream& out, const Call& call) {
    for (const auto& word : call.argv) out << word << ' ';
    return out;
}

const std::vector<Call> calls{
    {{"sh"}, Source::input, ""},
    {{"sh", "-i"}, Source::input, ""},
    {{"-bash"}, Source::input, ""},
    {{"bash", "--norc", "-s", "arg"}, Source::input, ""},
    {{"bash", "-"}, Source::input, ""},
    {{"bash", "/dev/stdin"}, Source::input, ""},
    {{"bash", "--rcfile", "x", "-i"}, Source::input, ""},
    {{"bash", "-o", "pipefail"}, Source::input, ""},
    {{"sh", "-c", "id"}, Source::text, "id"},
    {{"bash", "-lc", "id"}, Source::text, "id"},
    {{"bash", "-euo", "pipefail", "-c", "id"}, Source::text, "id"},
    {{"bash", "-eu", "script"}, Source::file, "script"},
    {{"sh", "job.sh", "-c"}, Source::file, "job.sh"},
    {{"sh", "--", "job.sh"}, Source::file, "job.sh"},
    {{"python3", "-c", "pass"}, Source::text, "pass"},
    {{"python3", "-i"}, Source::input, ""},
    {{"python3", "-W", "ignore", "x.py"}, Source::file, "x.py"},
    {{"python3", "-m", "http.server"}, Source::file, "http.server"},
    {{"perl", "-ne", "print"}, Source::text, "print"},
    {{"perl", "-MIO::Socket::INET", "x.pl"}, Source::file, "x.pl"},
    {{"perl", "-MIO::Socket", "-e", "1"}, Source::text, "1"},
    {{"php", "-r", "echo 1;"}, Source::text, "echo 1;"},
    {{"busybox", "sh", "-c", "id"}, Source::text, "id"},
    {{"busybox", "ash"}, Source::input, ""},
    {{"/lib64/ld-linux-x86-64.so.2", "/bin/sh", "-i"}, Source::input, ""},
    {{"/lib64/ld-linux-x86-64.so.2", "--library-path", "/x", "/bin/sh", "x"}, Source::file, "x"},
    {{"sh", "-c"}, Source::text, ""}};

}  // namespace

BOOST_AUTO_TEST_SUITE(invocation_tests)

BOOST_DATA_TEST_CASE(tells_where_the_program_text_comes_from, data::make(calls), call) {
    const auto called = program(call.argv);
    const auto found = invocation(called);
    BOOST_TEST((found.source == call.source));
    BOOST_TEST(found.argument == call.argument);
}

BOOST_AUTO_TEST_CASE(only_shells_and_interpreters_run_their_input) {
    BOOST_TEST(runs_its_input(program({"sh"})));
    BOOST_TEST(runs_its_input(program({"python3"})));
    BOOST_TEST(!runs_its_input(program({"cat"})));
    BOOST_TEST(!runs_its_input(program({"sh", "-c", "id"})));
}

BOOST_AUTO_TEST_CASE(any_name_may_make_a_shell_but_only_the_file_makes_it_sure) {
    const auto renamed = program({"sh", "-i"}, "/tmp/upd");
    BOOST_TEST(renamed.named_shell());
    BOOST_TEST(!renamed.is_shell());
    const auto disguised = program({"[kworker/0:1]"}, "/usr/bin/bash");
    BOOST_TEST(disguised.named_shell());
    BOOST_TEST(disguised.is_shell());
}

// Recorded: cp busybox kthreadd; (exec -a busybox kthreadd ash -i)
BOOST_AUTO_TEST_CASE(a_renamed_multicall_binary_is_known_by_what_it_is_called) {
    const auto renamed = program({"busybox", "ash", "-i"}, "/tmp/kthreadd");
    BOOST_TEST(renamed.named_shell());
    BOOST_TEST(!renamed.is_shell());
    BOOST_TEST(runs_its_input(renamed));
    BOOST_TEST(runs_its_input(program({"busybox", "-s", "x"}, "/usr/bin/bash")));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_unlinked_keeps_its_name) {
    BOOST_TEST(program({"nc"}, "/tmp/nc (deleted)").exe() == "/tmp/nc");
    BOOST_TEST(program({"nc"}, "/tmp/nc (deleted)").named_network_tool());
}

BOOST_AUTO_TEST_CASE(an_interactive_shell_was_asked_for_by_a_letter) {
    BOOST_TEST(asked_interactive(program({"sh", "-i"})));
    BOOST_TEST(asked_interactive(program({"bash", "-il"})));
    BOOST_TEST(!asked_interactive(program({"bash", "--init-file", "x"})));
    BOOST_TEST(!asked_interactive(program({"bash", "-e"})));
    BOOST_TEST(!asked_interactive(program({"-i"}, "/bin/sh")));
}

BOOST_AUTO_TEST_CASE(
    the_text_of_a_program_is_visible_only_where_all_of_it_stands_in_the_arguments) {
    BOOST_TEST(visible_text(program({"sh", "-c", "date; id"})).value() == "date; id");
    BOOST_TEST(!visible_text(program({"sh", "-c", ". ./lib; id"})).has_value());
    BOOST_TEST(!visible_text(program({"sh", "-c", "source 'lib'"})).has_value());
    BOOST_TEST(!visible_text(program({"bash", "job.sh"})).has_value());
    BOOST_TEST(visible_text(program({"gawk", "{system($0)}"})).value() == "gawk {system($0)}");
    BOOST_TEST(!visible_text(program({"gawk", "-f", "x.awk"})).has_value());
}

BOOST_AUTO_TEST_CASE(a_command_is_foreign_where_the_text_names_it_nowhere) {
    BOOST_TEST(is_foreign(program({"id"}), "while read c; do eval $c; done"));
    BOOST_TEST(!is_foreign(program({"/usr/bin/date"}), "while read c; do date; done"));
    BOOST_TEST(is_foreign(program({"id"}), "idle"));  // a part of a word is no word
    BOOST_TEST(
        is_foreign(program({"sh", "-c", "uname -a"}), "while read c; do sh -c \"$c\"; done"));
    BOOST_TEST(!is_foreign(program({"sh", "-c", "uname -a"}), "sh -c 'uname -a'"));
}

BOOST_AUTO_TEST_CASE(a_line_is_what_was_handed_to_a_shell) {
    BOOST_TEST(handed_line(program({"sh", "-c", " id -u \n"})) == "id -u");
    BOOST_TEST(handed_line(program({"sh", "-i"})).empty());
    BOOST_TEST(handed_line(program({"python3", "-c", "x"})).empty());
}

BOOST_AUTO_TEST_CASE(sourced_files_are_found_wherever_a_command_begins) {
    const std::vector<std::string_view> expected{"/a", "b", "c"};
    BOOST_TEST(sourced_files(". /a; source \"b\" && (. 'c')") == expected,
               boost::test_tools::per_element());
    BOOST_TEST(sourced_files("ls . ").empty());
}

BOOST_AUTO_TEST_SUITE_END()
