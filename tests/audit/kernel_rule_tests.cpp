// SPDX-License-Identifier: Apache-2.0
#include "audit/kernel_rule.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <memory>

#include "audit/kernel_rules_text.hpp"

using namespace pipehound::audit;
using boost::unit_test::data::make;

namespace {

const RuleReading x86{Machine::x86_64, {}};

KernelRule read(std::string_view line) { return std::get<KernelRule>(parse_rule_line(line, x86)); }

// An answer of the kernel's, put together by hand.
class Answer {
public:
    Answer() : memory_{std::make_unique<char[]>(size)} {
        data().flags = AUDIT_FILTER_EXIT;
        data().action = AUDIT_ALWAYS;
    }

    Answer& call(unsigned number) {
        data().mask[number / 32] |= 1U << (number % 32);
        return *this;
    }

    Answer& all_calls() {
        std::fill(data().mask, data().mask + AUDIT_BITMASK_SIZE - 1, ~0U);
        return *this;
    }

    Answer& field(std::uint32_t field, std::uint32_t flags, std::uint32_t value) {
        const auto index = data().field_count++;
        data().fields[index] = field;
        data().fieldflags[index] = flags;
        data().values[index] = value;
        return *this;
    }

    Answer& text(std::uint32_t name, std::string_view value) {
        field(name, AUDIT_EQUAL, static_cast<std::uint32_t>(value.size()));
        std::memcpy(data().buf + data().buflen, value.data(), value.size());
        data().buflen += static_cast<std::uint32_t>(value.size());
        return *this;
    }

    audit_rule_data& data() { return *reinterpret_cast<audit_rule_data*>(memory_.get()); }

private:
    static constexpr std::size_t size = sizeof(audit_rule_data) + 4096;
    std::unique_ptr<char[]> memory_;
};

const std::vector<const char*> lines{
    "-a always,exit -F arch=b64 -S execve,execveat -k pipehound",
    "-a always,exit -F arch=b32 -S all -F auid!=unset -F exe=/usr/bin/x",
    "-a never,exit -F arch=b64 -S openat -F dir=/etc -F a2&0x40 -F perm=wa",
    "-a always,exit -F arch=b64 -S connect -F exit!=-13 -F success=1",
    "-a always,exit -S all -F uid=0 -C uid!=euid",
    "-a never,task",
    "-a always,exclude -F msgtype=CWD",
    "-a never,filesystem -F fstype=tracefs",
    "-w /etc/shadow -p rwxa -k one -k two",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kernel_rule_tests)

BOOST_AUTO_TEST_CASE(an_answer_of_the_kernel_is_the_rule_that_was_written) {
    Answer answer;
    answer.call(59).call(322).field(AUDIT_ARCH, AUDIT_EQUAL, AUDIT_ARCH_X86_64);
    answer.field(AUDIT_LOGINUID, AUDIT_NOT_EQUAL, ~0U).text(AUDIT_FILTERKEY, "one\1two");
    BOOST_TEST(
        (read_kernel_rule(answer.data()) ==
         read("-a always,exit -F arch=b64 -S execve,execveat -F auid!=unset -k one -k two")));
}

BOOST_AUTO_TEST_CASE(each_string_of_an_answer_goes_to_its_field) {
    Answer answer;
    answer.all_calls()
        .text(AUDIT_EXE, "/usr/bin/x")
        .field(AUDIT_PERM, AUDIT_EQUAL, AUDIT_PERM_WRITE);
    answer.text(AUDIT_DIR, "/etc").text(AUDIT_FILTERKEY, "k");
    BOOST_TEST((read_kernel_rule(answer.data()) ==
                read("-a always,exit -F exe=/usr/bin/x -F dir=/etc -F perm=w -k k")));
}

BOOST_AUTO_TEST_CASE(the_list_of_an_answer_is_read_without_the_mark_of_a_prepended_rule) {
    Answer answer;
    answer.data().flags = AUDIT_FILTER_TASK | AUDIT_FILTER_PREPEND;
    answer.data().action = AUDIT_NEVER;
    BOOST_TEST((read_kernel_rule(answer.data()) == read("-a never,task")));
}

BOOST_DATA_TEST_CASE(a_rule_is_written_so_that_it_reads_as_the_same, make(lines), line) {
    const auto rule = read(line);
    BOOST_TEST(line_of(rule) == line);
    BOOST_TEST((read(line_of(rule)) == rule));
}

BOOST_AUTO_TEST_SUITE_END()
