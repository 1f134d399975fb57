// SPDX-License-Identifier: Apache-2.0
#include "audit/coverage.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "audit/kernel_rules_text.hpp"

using namespace pipehound::audit;
using boost::unit_test::data::make;
using Kind = Need::Kind;
using State = Coverage::State;

namespace {

constexpr auto x86 = Machine::x86_64;

std::string file_text(const std::string& name) {
    std::ifstream file{std::string{RULES "/"} + name};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<KernelRule> rules(std::string_view text, Machine machine = x86) {
    const auto is_directory = [](const std::string& path) { return path == "/etc/pam.d"; };
    const auto parsed = parse_rules_text(text, {machine, is_directory});
    for (const auto& bad : parsed.unreadable) BOOST_ERROR(bad.line << ": " << bad.reason);
    return parsed.rules;
}

std::string shipped() { return file_text("40-pipehound.rules"); }

std::string joined(const Coverage& coverage) {
    std::string text;
    for (const auto& reason : coverage.reasons) text += reason + "\n";
    return text;
}

void expect(const Coverage& coverage, State state, std::string_view words) {
    const auto text = joined(coverage);
    BOOST_TEST((coverage.state == state), "state " << static_cast<int>(coverage.state) << "\n"
                                                   << text);
    BOOST_TEST(text.find(words) != std::string::npos, "'" << words << "' is not in\n" << text);
}

Need call(std::string name, std::optional<std::uint32_t> argument = {}) {
    return {Kind::system_call, {}, std::move(name), argument};
}

Need keyed(std::string key) { return {Kind::key, {}, std::move(key)}; }

Need message(std::string type) { return {Kind::message, {}, std::move(type)}; }

const std::vector<Need> core_needs{
    {Kind::execution},      {Kind::fifo_creation}, {Kind::fifo_opening}, {Kind::fifo_removal},
    {Kind::connection_out}, {Kind::connection_in}, {Kind::listening}};

// A need, the file that is said to meet it, and whether aarch64 can as well.
struct Met {
    Need need;
    const char* file;
    bool on_aarch64 = true;
};

std::ostream& operator<<(std::ostream& out, const Met& met) { return out << text_of(met.need); }

const std::vector<Met> met{
    {{Kind::file_creation, below("/etc/cron.d")}, "41-pipehound-files.rules"},
    {{Kind::file_creation, file_at("/tmp/rootlog")}, "41-pipehound-files.rules"},
    {{Kind::file_renaming, below("/var/tmp")}, "41-pipehound-files.rules"},
    {{Kind::file_writing, file_at("/etc/sudoers")}, "41-pipehound-files.rules"},
    {{Kind::file_deletion, below("/usr/lib/systemd/system")}, "41-pipehound-files.rules"},
    {{Kind::path_writing, file_at("/etc/ld.so.preload")}, "41-pipehound-files.rules"},
    {{Kind::file_creation, file_at("/var/run/haldrund.pid")}, "41-pipehound-files.rules"},
    {{Kind::file_creation, below("/home/alice/.config/systemd/user")}, "44-pipehound-homes.rules"},
    {call("socket", 38), "42-pipehound-syscalls.rules"},
    {call("personality", 0x40000), "42-pipehound-syscalls.rules"},
    {call("syslog", 5), "42-pipehound-syscalls.rules"},
    {call("sysinfo"), "42-pipehound-syscalls.rules"},
    {call("memfd_create"), "42-pipehound-syscalls.rules"},
    {call("mknod"), "42-pipehound-syscalls.rules", false},
    {call("unshare"), "42-pipehound-syscalls.rules"},
    {call("prctl", 15), "42-pipehound-syscalls.rules"},
    {call("splice"), "42-pipehound-syscalls.rules"},
    {{Kind::system_call, {}, "socket", {}, 2}, "42-pipehound-syscalls.rules"},
    {{Kind::system_call, {}, "mprotect", {}, {}, 7}, "42-pipehound-syscalls.rules"},
    {{Kind::system_call, {}, "open", {}, {}, 0x1b6}, "42-pipehound-syscalls.rules", false},
    {{Kind::module_loading}, "42-pipehound-syscalls.rules"},
    {{Kind::module_unloading}, "42-pipehound-syscalls.rules"},
    {{Kind::process_end}, "45-pipehound-processes.rules"},
    {{Kind::user_change}, "45-pipehound-processes.rules"},
    {{Kind::group_change}, "45-pipehound-processes.rules"},
    {{Kind::session_change}, "45-pipehound-processes.rules"},
    {{Kind::signal}, "45-pipehound-processes.rules"},
    {{Kind::file_altering, file_at("/etc/shadow")}, "45-pipehound-processes.rules"},
    {{Kind::file_altering, below("/root/.ssh")}, "45-pipehound-processes.rules"},
    {{Kind::path_reading, file_at("/etc/login.defs")}, "43-pipehound-watches.rules"},
    {{Kind::path_reading, file_at("/etc/pam.d/common-auth")}, "43-pipehound-watches.rules"},
    {{Kind::path_reading, file_at("/etc/issue")}, "43-pipehound-watches.rules"},
    {keyed("susp_activity"), "39-pipehound-keys.rules"},
    {keyed("network_connect_4"), "39-pipehound-keys.rules"},
};

// How rules are put before, behind or instead of the shipped ones, and what becomes of a need.
struct Damage {
    const char* before;
    Need need;
    State state;
    const char* words;
};

std::ostream& operator<<(std::ostream& out, const Damage& damage) { return out << damage.before; }

const std::vector<Damage> damages{
    {"-a never,task", {Kind::execution}, State::not_covered, "10-no-audit.rules"},
    {"-a never,task -F uid=1000",
     {Kind::connection_out},
     State::partly,
     "`-a never,task -F uid=1000`"},
    {"-a always,task\n-a never,task", {Kind::execution}, State::covered, ""},
    {"-a never,exit -F arch=b64 -S execve,execveat",
     {Kind::execution},
     State::partly,
     "comes first and silences execve, execveat by 64-bit programs"},
    {"-a never,exit -S all",
     {Kind::fifo_opening},
     State::not_covered,
     "`-a never,exit -S all` comes first"},
    {"-a never,exit -F auid=1000",
     {Kind::execution},
     State::partly,
     "execve, execveat where auid=1000"},
    {"-a never,exit -F dir=/var/cache",
     {Kind::fifo_creation},
     State::partly,
     "where dir=/var/cache"},
    {"-a never,exit -F dir=/var/cache", {Kind::connection_out}, State::covered, ""},
    {"-a never,exit -F arch=b64 -S open,openat -F perm=r", {Kind::execution}, State::covered, ""},
    {"-a never,exit -F saddr_fam=2", {Kind::connection_out}, State::partly, "connect (IPv4)"},
    {"-a never,exit -F filetype=file", {Kind::fifo_opening}, State::covered, ""},
    {"-a never,exit -F success=0", {Kind::connection_out}, State::partly, "where success=0"},
    {"-a never,exit -F success=0", {Kind::execution}, State::covered, ""},
    {"-a never,exit -F exit=-13", {Kind::fifo_opening}, State::covered, ""},
    {"-a always,exclude -F msgtype=CWD", {Kind::execution}, State::partly, "relative paths"},
    {"-a never,exclude -F msgtype=PATH",
     {Kind::fifo_opening},
     State::not_covered,
     "names of files"},
    {"-a always,exclude -F msgtype=PATH -F uid=33",
     {Kind::fifo_opening},
     State::partly,
     "drops some PATH"},
    {"-a always,exclude -F msgtype=EXECVE", {Kind::execution}, State::not_covered, "arguments"},
    {"-a always,exclude -F msgtype=SOCKADDR",
     {Kind::connection_out},
     State::not_covered,
     "addresses"},
    {"-a always,exclude -F msgtype=SYSCALL", {Kind::listening}, State::not_covered, "who did it"},
    {"-a always,exclude -F msgtype=PROCTITLE", {Kind::execution}, State::covered, ""},
    {"-a always,exclude -F msgtype=PROCTITLE\n-a always,exclude -F msgtype=EOE",
     {Kind::execution},
     State::partly,
     "seen late"},
    {"-a always,exclude -F msgtype>=1300",
     {Kind::listening},
     State::not_covered,
     "drops all SOCKADDR"},
    {"-a always,exclude -F exe=/usr/bin/x", {Kind::execution}, State::partly, "drops some SYSCALL"},
    {"-a never,filesystem -F fstype=tracefs", {Kind::execution}, State::covered, ""},
    {"-a never,user", message("ADD_USER"), State::not_covered, "`-a never,user`"},
    {"-a never,user -F uid=0", message("ADD_USER"), State::partly, "uid=0"},
    {"-a never,user", message("TTY"), State::covered, "pam_tty_audit"},
    {"-a always,exclude -F msgtype=SERVICE_STOP", message("SERVICE_STOP"), State::not_covered,
     "never arrive"},
    {"", message("SERVICE_STOP"), State::covered, "Sent by systemd"},
};

const std::vector<Damage> alone{
    {"", {Kind::execution}, State::not_covered, "No rule shows execve, execveat."},
    {"", {Kind::execution}, State::not_covered, "Install 40-pipehound.rules."},
    {"-a always,exit -F arch=b64 -S execve,execveat",
     {Kind::execution},
     State::partly,
     "No rule shows execve, execveat by 32-bit programs."},
    {"-a always,exit -S all -F auid!=unset",
     {Kind::execution},
     State::partly,
     "Only where auid!=unset"},
    {"-a always,exit -S all -F success=1",
     {Kind::connection_out},
     State::partly,
     "Only where success=1"},
    {"-a always,exit -S all -F success=1", {Kind::connection_in}, State::covered, ""},
    {"-a always,exit -S all -F success=0", {Kind::execution}, State::not_covered, "No rule shows"},
    {"-a always,exit -F arch=b64 -S connect -F a2=16\n-a always,exit -F arch=b32 -S all",
     {Kind::connection_out},
     State::partly,
     "Only where a2=0x10"},
    {"-a always,exit -S all -F exe=/usr/bin/x",
     {Kind::fifo_creation},
     State::partly,
     "exe=/usr/bin/x"},
    {"-a always,exit -S all -F dir=/etc -F perm=w",
     {Kind::file_creation, below("/srv")},
     State::not_covered,
     "No rule shows open, openat, openat2, creat"},
    {"-a always,exit -S all -F dir=/etc -F perm=w",
     {Kind::file_creation, below("/etcetera")},
     State::not_covered,
     "dir=/etcetera"},
    {"-a always,exit -S all -F dir=/etc/ssh -F perm=w",
     {Kind::file_creation, below("/etc")},
     State::partly,
     "Only where dir=/etc/ssh"},
    {"-a always,exit -S all -F dir=/etc -F perm=w",
     {Kind::file_creation},
     State::partly,
     "44-pipehound-homes"},
    {"-w /etc/shadow -p r", {Kind::path_reading, file_at("/etc/shadow")}, State::covered, ""},
    {"-w /etc/shadow -p wa",
     {Kind::path_reading, file_at("/etc/shadow")},
     State::not_covered,
     "`-w /etc/shadow -p r -k pipehound-watches`"},
    {"-w /etc/shadow -p wa", {Kind::path_writing, file_at("/etc/shadow")}, State::covered, ""},
    {"-w /run/x.pid -p w", {Kind::file_creation, file_at("/var/run/x.pid")}, State::covered, ""},
    {"-a always,exit -S all -F a2&0100",
     {Kind::file_writing, below("/etc")},
     State::partly,
     "a2&0x40"},
    {"-a always,exit -S all -F a0=38", call("socket", 38), State::covered, ""},
    {"-a always,exit -S all -F a0=38", call("socket", 2), State::not_covered, "-S socket -F a0=2"},
    {"-a always,exit -S all -F a0=38", call("socket"), State::partly, "a0=0x26"},
    {"", call("frobnicate"), State::not_covered, "no system call frobnicate"},
    {"-a always,exit -S all -k other", keyed("wanted"), State::not_covered,
     "No rule gives the key wanted"},
    {"-a always,exit -S all -k other\n-w /usr/bin/x -p x -k wanted", keyed("wanted"),
     State::not_covered, "comes first and gives execve, execveat a key of its own"},
    {"-a always,exit -S all -F uid=0 -k other\n-w /usr/bin/x -p x -k wanted", keyed("wanted"),
     State::partly, "where uid=0"},
    {"-a always,exit -S all -F uid=0 -k other\n-a always,exit -S execve -F uid=33 -k wanted",
     keyed("wanted"), State::covered, ""},
    {"-a never,exit -S all -F dir=/opt\n-a always,exit -S all -F dir=/opt/x -F perm=w -k wanted",
     keyed("wanted"), State::not_covered, "silences"},
};

}  // namespace

namespace pipehound::audit {
std::ostream& operator<<(std::ostream& out, const Need& need) { return out << text_of(need); }
}  // namespace pipehound::audit

BOOST_AUTO_TEST_SUITE(coverage_tests)

BOOST_AUTO_TEST_CASE(the_shipped_rules_show_all_that_the_core_needs) {
    for (const auto& need : core_needs) {
        expect(cover(need, rules(shipped()), x86), State::covered, "");
        const auto arm = rules(file_text("aarch64/40-pipehound.rules"), Machine::aarch64);
        expect(cover(need, arm, Machine::aarch64), State::covered, "");
    }
}

BOOST_DATA_TEST_CASE(an_optional_file_meets_what_it_is_named_for, make(met), one) {
    const std::string file = one.file;
    const bool in_front = file < "40";
    const auto with = in_front ? file_text(file) + shipped() : shipped() + file_text(file);
    expect(cover(one.need, rules(with), x86), State::covered, "");
    const auto without = cover(one.need, rules(shipped()), x86);
    BOOST_TEST((without.state != State::covered));
    BOOST_TEST(joined(without).find(file) != std::string::npos);
}

BOOST_DATA_TEST_CASE(aarch64_has_the_same_optional_files, make(met), one) {
    if (!one.on_aarch64) return;
    const auto arm = rules(file_text(std::string{"aarch64/"} + one.file), Machine::aarch64);
    expect(cover(one.need, arm, Machine::aarch64), State::covered, "");
}

// The lines in backticks of a remedy.
std::string lines_in(const std::string& text) {
    std::string lines;
    for (auto at = text.find('`'); at != std::string::npos; at = text.find('`', at + 1)) {
        const auto end = text.find('`', at + 1);
        lines += text.substr(at + 1, end - at - 1) + "\n";
        at = end;
    }
    return lines;
}

const std::vector<Need> unusual{{Kind::file_creation, below("/data")},
                                {Kind::file_deletion, below("/tmp")},
                                {Kind::file_writing, file_at("/data/x")},
                                {Kind::path_writing, file_at("/data/x")},
                                {Kind::path_reading, file_at("/data/x")},
                                call("ptrace", 4),
                                call("clone3"),
                                {Kind::fork},
                                {Kind::file_altering, below("/data")},
                                {Kind::file_altering, file_at("/data/x")},
                                {Kind::system_call, {}, "mprotect", {}, {}, 5}};

BOOST_DATA_TEST_CASE(the_line_that_a_remedy_names_meets_the_need, make(unusual)) {
    const auto everything = shipped() + file_text("41-pipehound-files.rules") +
                            file_text("42-pipehound-syscalls.rules") +
                            file_text("43-pipehound-watches.rules");
    BOOST_TEST((cover(sample, rules(everything), x86).state != State::covered));
    expect(cover(sample, rules(everything + lines_in(remedy(sample))), x86), State::covered, "");
}

BOOST_AUTO_TEST_CASE(keys_are_lost_behind_the_shipped_rules) {
    const auto behind = rules(shipped() + file_text("39-pipehound-keys.rules"));
    expect(cover(keyed("susp_activity"), behind, x86), State::not_covered, "a key of its own");
}

BOOST_DATA_TEST_CASE(what_stands_before_the_shipped_rules_may_blind_them, make(damages), damage) {
    const auto all = rules(std::string{damage.before} + "\n" + shipped());
    expect(cover(damage.need, all, x86), damage.state, damage.words);
}

BOOST_DATA_TEST_CASE(what_a_set_of_rules_leaves_out_is_told, make(alone), one) {
    expect(cover(one.need, rules(one.before), x86), one.state, one.words);
}

BOOST_AUTO_TEST_CASE(a_never_behind_what_it_would_silence_does_no_harm) {
    const auto all = rules(shipped() + "-a never,exit -S all\n");
    for (const auto& need : core_needs) expect(cover(need, all, x86), State::covered, "");
}

BOOST_AUTO_TEST_CASE(what_one_rule_shows_in_whole_is_not_told_of_another_that_shows_a_part) {
    const auto text = joined(cover({Kind::execution},
                                   rules("-a always,exit -F arch=b64 -S execve -F uid=0\n"
                                         "-a always,exit -F arch=b64 -S execve,execveat\n"),
                                   x86));
    BOOST_TEST(text.find("uid=0") == std::string::npos);
    BOOST_TEST(text.find("by 32-bit programs") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(many_narrow_rules_make_one_sentence) {
    const auto coverage =
        cover({Kind::file_creation}, rules(file_text("41-pipehound-files.rules")), x86);
    BOOST_TEST((coverage.state == State::partly));
    BOOST_TEST(coverage.reasons.size() <= 4u, joined(coverage));
}

BOOST_AUTO_TEST_CASE(two_rules_may_meet_a_need_together) {
    const auto both =
        rules("-a always,exit -S all -F arch=b64\n-a always,exit -S all -F arch=b32\n");
    expect(cover({Kind::execution}, both, x86), State::covered, "");
}

BOOST_AUTO_TEST_CASE(a_need_reads_as_people_speak) {
    BOOST_TEST(text_of({Kind::file_creation, below("/etc/cron.d/")}) ==
               "files created below /etc/cron.d");
    BOOST_TEST(text_of({Kind::path_reading, file_at("/etc/shadow")}) == "files read: /etc/shadow");
    BOOST_TEST(text_of(call("personality", 0x40000)) == "system call personality with a0=0x40000");
    BOOST_TEST(text_of(keyed("x")) == "records with key=x");
    BOOST_TEST(text_of(message("ADD_USER")) == "records of type ADD_USER");
}

BOOST_AUTO_TEST_SUITE_END()
