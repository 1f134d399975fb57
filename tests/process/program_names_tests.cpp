// SPDX-License-Identifier: Apache-2.0
#include "process/program_names.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

using namespace pipehound::process;
namespace data = boost::unit_test::data;

namespace {

struct Name {
    const char* path;
    const char* base;
};
std::ostream& operator<<(std::ostream& out, const Name& name) {
    return out << '"' << name.path << '"';
}

const Name names[]{{"/usr/bin/bash", "bash"},
                   {"-bash", "bash"},
                   {"/usr/bin/python3.11", "python"},
                   {"nc.openbsd", "nc"},
                   {"nc.traditional", "nc"},
                   {"ksh93", "ksh"},
                   {"/opt/lua-5.4", "lua"},
                   {"7z", "7z"},
                   {"123", "123"},
                   {"", ""},
                   {"/", ""},
                   {"sh.", "sh."},
                   {"...", "..."},
                   {"a/b/c/sh", "sh"},
                   {"bash-5.2.15", "bash"},
                   {"/bin/bash-static", "bash"},
                   {"busybox.static", "busybox"},
                   {"busybox-x86_64", "busybox"},
                   {"-static", "static"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(program_names_tests)

BOOST_DATA_TEST_CASE(a_base_name_has_no_folder_dash_version_or_alternative, data::make(names),
                     name) {
    BOOST_TEST(base_name(name.path) == name.base);
}

BOOST_AUTO_TEST_CASE(every_listed_name_is_found_by_search) {
    // The lists are searched by halves: one name out of order would hide others.
    for (const auto* shell :
         {"ash", "bash", "csh",  "dash", "elvish", "es",    "fish",  "hush", "ion",
          "ksh", "lksh", "mksh", "nu",   "osh",    "pdksh", "posh",  "pwsh", "rbash",
          "rc",  "rksh", "rzsh", "sash", "sh",     "tcsh",  "xonsh", "yash", "zsh"})
        BOOST_TEST(is_shell_name(shell), shell);
    for (const auto* interpreter : {"guile", "irb", "jimsh", "lua", "luajit", "node", "nodejs",
                                    "perl", "php", "pypy", "python", "ruby", "tclsh", "wish"})
        BOOST_TEST(is_interpreter_name(interpreter), interpreter);
    for (const auto* tool : {"curl", "gnutls-cli", "nc", "ncat", "netcat", "openssl", "rlogin",
                             "rsh", "socat", "ssh", "telnet", "websocat", "wget"})
        BOOST_TEST(is_network_tool_name(tool), tool);
}

BOOST_AUTO_TEST_CASE(other_names_are_none_of_these) {
    for (const auto* name : {"", "cat", "shell", "bashful", "ncdu", "sshd"}) {
        BOOST_TEST(!is_shell_name(name));
        BOOST_TEST(!is_interpreter_name(name));
        BOOST_TEST(!is_network_tool_name(name));
    }
}

BOOST_AUTO_TEST_CASE(a_dynamic_loader_is_known_by_its_file) {
    for (const auto* file : {"ld-linux-x86-64.so.2", "ld-musl-x86_64.so.1", "ld.so", "ld-2.31.so"})
        BOOST_TEST(is_loader(file));
    for (const auto* file : {"ld", "ldd", "ldconfig", "ld-2.31"}) BOOST_TEST(!is_loader(file));
}

BOOST_AUTO_TEST_SUITE_END()
