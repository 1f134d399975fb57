// SPDX-License-Identifier: Apache-2.0
#include "audit/kernel_rules_text.hpp"

#include <sys/stat.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <utility>

using namespace pipehound::audit;
using boost::unit_test::data::make;

namespace {

const RuleReading x86{Machine::x86_64, {}};

KernelRule read(std::string_view line, const RuleReading& reading = x86) {
    auto parsed = parse_rule_line(line, reading);
    if (const auto* const bad = std::get_if<UnreadableRule>(&parsed)) BOOST_FAIL(bad->reason);
    BOOST_REQUIRE(std::holds_alternative<KernelRule>(parsed));
    return std::get<KernelRule>(std::move(parsed));
}

std::string refusal(std::string_view line) {
    const auto parsed = parse_rule_line(line, x86);
    const auto* const bad = std::get_if<UnreadableRule>(&parsed);
    return bad ? bad->reason : "";
}

// Two ways of writing one rule.
struct Twins {
    const char* one;
    const char* other;
};

std::ostream& operator<<(std::ostream& out, const Twins& twins) { return out << twins.one; }

const std::vector<Twins> twins{
    {"-a always,exit -F arch=b64 -S execve,execveat -k a",
     "-a exit,always -S execveat -S 59 -F arch=x86_64 -F key=a"},
    {"-w /etc/shadow -p r -k y", "-a always,exit -S all -F path=/etc/shadow -F perm=r -F key=y"},
    {"-w /etc/audit/ -p wa", "-a always,exit -F dir=/etc/audit -F perm=aw"},
    {"-w /etc/shadow", "-w /etc/shadow -p rwxa"},
    {"-a always,exit -F auid!=unset", "-a always,exit -F auid!=4294967295"},
    {"-a always,exit -F auid!=unset", "-a always,exit -F auid!=-1"},
    {"-a always,exit -F filetype=fifo", "-a always,exit -F filetype=4096"},
    {"-a always,exit -F exit=-EACCES", "-a always,exit -F exit=-13"},
    {"-a always,exit -F a2&0100", "-a always,exit -F a2&0x40"},
    {"-a always,exit -F uid=1 -F gid=2", "-a always,exit -F gid=2 -F uid=1"},
    {"-a always,exit -C uid!=euid", "-a always,exit -C euid!=uid"},
    {"-a always,exclude -F msgtype=CWD", "-a exclude,always -F msgtype=1307"},
    {"-a never,task", "  -a task,never\r"},
    {"-a always,exit -F arch=b32 -S 102", "-a always,exit -F arch=i386 -S socketcall"},
    {"-a always,exit -kfirst", "-a always,exit -k first"},
};

const std::vector<const char*> steering{"-D",
                                        "-b 8192",
                                        "-f 1",
                                        "-e 1",
                                        "-e 2",
                                        "-r 0",
                                        "-i",
                                        "-c",
                                        "--backlog_wait_time 60000",
                                        "--loginuid-immutable",
                                        "",
                                        "   ",
                                        "# -a never,task",
                                        "## text",
                                        "No rules"};

struct Refused {
    const char* line;
    const char* reason;
};

std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.line; }

const std::vector<Refused> unreadable{
    {"-a always,exit -F colour=red", "unknown field 'colour'"},
    {"-a always,exit -F arch=b64 -S frobnicate",
     "this architecture has no system call 'frobnicate'"},
    {"-a always,exit -F arch=b64 -S 99999", "no system call has the number '99999'"},
    {"-a always,sometimes -S open", "expected ACTION,LIST, found 'always,sometimes'"},
    {"-a always -S open", "expected ACTION,LIST, found 'always'"},
    {"-a always,exit -F uid", "expected FIELD=VALUE, found 'uid'"},
    {"-a always,exit -F uid=", "no value in 'uid='"},
    {"-a always,exit -F exit=-EWHAT", "no such error '-EWHAT'"},
    {"-a always,exit -F perm=rq", "permissions are of r, w, x, a, not 'rq'"},
    {"-a always,exit -F saddr_fam=inet",
     "this is neither a number nor a name that the field knows: 'inet'"},
    {"-a always,exit -C uid=gid", "the kernel does not compare 'uid=gid'"},
    {"-a always,exit -F arch=vax", "unknown architecture 'vax'"},
    {"-a always,exit -k", "nothing follows '-k'"},
    {"-w etc/passwd", "a watch needs an absolute path, not 'etc/passwd'"},
    {"-S open", "neither -a nor -w in a line that begins with '-S'"},
    {"-d always,exit -S open", "deletions are not followed: '-d'"},
    {"rubbish", "expected an option, found 'rubbish'"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kernel_rules_text_tests)

BOOST_DATA_TEST_CASE(one_rule_may_be_written_in_two_ways, make(twins), pair) {
    BOOST_TEST((read(pair.one) == read(pair.other)));
}

BOOST_AUTO_TEST_CASE(reads_every_part_of_a_rule) {
    const auto rule = read(
        "-a never,exit -F arch=b64 -S openat -F filetype=fifo -F auid>=1000 -F "
        "perm=wa -k one -k two");
    BOOST_TEST((rule.list == RuleList::exit));
    BOOST_TEST((rule.action == RuleAction::never));
    BOOST_TEST(rule.arch == 0xc000003eu);
    BOOST_TEST(rule.watches(0xc000003e, 257));
    BOOST_TEST(!rule.watches(0xc000003e, 2));
    BOOST_TEST(!rule.watches(0x40000003, 257));
    const std::vector<FieldTest> fields{{AUDIT_LOGINUID, Operator::greater_or_equal, 1000, {}},
                                        {AUDIT_FILETYPE, Operator::equal, S_IFIFO, {}}};
    BOOST_TEST((rule.fields == fields));
    BOOST_TEST(rule.permissions == (AUDIT_PERM_WRITE | AUDIT_PERM_ATTR));
    BOOST_TEST(rule.keys == (std::vector<std::string>{"one", "two"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_of_a_user_stays_a_name) {
    BOOST_TEST(read("-a always,exit -F uid=alice").fields.at(0).text == "alice");
}

BOOST_AUTO_TEST_CASE(a_watch_of_what_the_caller_knows_for_a_directory_is_one) {
    const RuleReading knowing{Machine::x86_64,
                              [](const std::string& path) { return path == "/etc"; }};
    BOOST_TEST(read("-w /etc -p w", knowing).fields.at(0).field == std::uint32_t{AUDIT_DIR});
    BOOST_TEST(read("-w /etc/x -p w", knowing).fields.at(0).field == std::uint32_t{AUDIT_WATCH});
}

BOOST_AUTO_TEST_CASE(calls_have_the_numbers_of_the_machine_that_the_rule_is_for) {
    const RuleReading arm{Machine::aarch64, {}};
    BOOST_TEST(read("-a always,exit -F arch=b64 -S execve", arm).watches(0xc00000b7, 221));
    BOOST_TEST(std::get<UnreadableRule>(parse_rule_line("-a always,exit -F arch=b64 -S open", arm))
                   .reason == "this architecture has no system call 'open'");
}

BOOST_DATA_TEST_CASE(what_only_steers_is_no_rule, make(steering), line) {
    BOOST_TEST(std::holds_alternative<NoRule>(parse_rule_line(line, x86)));
}

BOOST_DATA_TEST_CASE(an_unreadable_line_says_why, make(unreadable), refused) {
    BOOST_TEST(refusal(refused.line) == refused.reason);
}

BOOST_AUTO_TEST_CASE(a_text_gives_its_rules_in_the_kernels_order_and_names_bad_lines) {
    const auto text =
        parse_rules_text("-D\n-a always,exit -k second\n\n-a oops\n-A always,exit -k first", x86);
    BOOST_REQUIRE(text.rules.size() == 2u);
    BOOST_TEST(text.rules[0].keys.at(0) == "first");
    BOOST_TEST(text.rules[1].keys.at(0) == "second");
    BOOST_REQUIRE(text.unreadable.size() == 1u);
    BOOST_TEST(text.unreadable[0].line == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
