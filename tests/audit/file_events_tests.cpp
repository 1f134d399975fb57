// SPDX-License-Identifier: Apache-2.0
// What calls on files of every type mean, where they are asked for.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "records.hpp"

using namespace pipehound;
using boost::test_tools::per_element;
using boost::unit_test::data::make;
using test::Records;
using test::Run;
using Lines = std::vector<std::string>;

namespace {

constexpr const char* x86_64 = "c000003e";
constexpr const char* i386 = "40000003";
constexpr const char* aarch64 = "c00000b7";
constexpr int x32_bit = 0x40000000;

constexpr const char* type_letters = "pfdlbcs";  // by FileType

struct Describe {
    static std::string typed(const auto& act, const std::string& rest) {
        return std::string{type_letters[static_cast<std::size_t>(act.type)]} + ' ' + rest;
    }
    std::string operator()(const event::FileCreated& act) const {
        return (act.linked ? "linked " : "created ") + typed(act, act.path);
    }
    std::string operator()(const event::FileOpened& act) const {
        return "opened " + typed(act, act.path) + (act.reads ? " r" : " ") +
               (act.writes ? "w" : "");
    }
    std::string operator()(const event::FileRemoved& act) const {
        return "removed " + typed(act, act.path);
    }
    std::string operator()(const event::FileRenamed& act) const {
        return "renamed " + typed(act, act.from + " to " + act.to);
    }
    std::string operator()(const event::ProcessExecuted&) const { return "executed"; }
    std::string operator()(const auto&) const { return "other"; }
};

Lines described(const std::vector<event::Event>& events) {
    Lines lines;
    for (const auto& event : events) lines.push_back(std::visit(Describe{}, event.act));
    return lines;
}

Lines told(const std::string& text, bool files = true) {
    Run run;
    run.stream.set_interest({.files = files});
    run.feed(text).finish();
    BOOST_TEST(run.stream.counters().bad_field == 0u);
    return described(run.events);
}

std::string path(const char* name, const char* mode, const char* nametype, int inode = 7) {
    return "item=1 name=" + std::string{name} + " inode=" + std::to_string(inode) +
           " dev=fe:01 mode=" + mode + " ouid=0 ogid=0 rdev=00:00 nametype=" + nametype;
}

std::string parent() { return path("\"/tmp\"", "041777", "PARENT", 1); }

/// One call, what its records say beside the directory, and what it means.
struct Sample {
    const char* arch;
    int number;
    const char* arguments;
    Lines paths;
    Lines expected;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.arch << ' ' << sample.number << ' ' << sample.arguments;
}

constexpr const char* here = "a0=ffffff9c a1=7f a2=7f a3=ffffff9c";
constexpr const char* no_flags = "a0=7f a1=0 a2=0 a3=0";
const Lines made_directory{path("\"n\"", "040755", "CREATE")};
const Lines made_symlink{"item=1 name=\"target\" nametype=UNKNOWN",
                         path("\"n\"", "0120777", "CREATE")};
const Lines made_link{path("\"old\"", "0100644", "NORMAL"), path("\"n\"", "0100644", "CREATE")};
const Lines made_file{path("\"n\"", "0100644", "CREATE")};
const Lines there{path("\"n\"", "0100644", "NORMAL")};
const Lines gone{path("\"n\"", "0100644", "DELETE")};
const Lines gone_directory{path("\"n\"", "040755", "DELETE")};
const Lines moved{path("\"n\"", "0100644", "DELETE"), path("\"m\"", "0100644", "CREATE")};

const std::vector<Sample> samples{
    {x86_64, 83, no_flags, made_directory, {"created d /tmp/n"}},
    {x86_64, 258, here, made_directory, {"created d /tmp/n"}},
    {x86_64, x32_bit + 83, no_flags, made_directory, {"created d /tmp/n"}},
    {i386, 39, no_flags, made_directory, {"created d /tmp/n"}},
    {i386, 296, here, made_directory, {"created d /tmp/n"}},
    {aarch64, 34, here, made_directory, {"created d /tmp/n"}},
    {aarch64, 34, "a0=5 a1=7f a2=0 a3=0", made_directory, {"created d n"}},
    {x86_64, 88, no_flags, made_symlink, {"created l /tmp/n"}},
    {x86_64, 266, "a0=7f a1=ffffff9c a2=7f a3=0", made_symlink, {"created l /tmp/n"}},
    {x86_64, 266, "a0=ffffff9c a1=5 a2=7f a3=0", made_symlink, {"created l n"}},
    {i386, 83, no_flags, made_symlink, {"created l /tmp/n"}},
    {i386, 304, "a0=7f a1=ffffff9c a2=7f a3=0", made_symlink, {"created l /tmp/n"}},
    {aarch64, 36, "a0=7f a1=ffffff9c a2=7f a3=0", made_symlink, {"created l /tmp/n"}},
    {x86_64, 86, no_flags, made_link, {"linked f /tmp/n"}},
    {x86_64, 265, "a0=5 a1=7f a2=ffffff9c a3=7f", made_link, {"linked f /tmp/n"}},
    {x86_64, 265, "a0=ffffff9c a1=7f a2=5 a3=7f", made_link, {"linked f n"}},
    {i386, 9, no_flags, made_link, {"linked f /tmp/n"}},
    {i386, 303, "a0=5 a1=7f a2=ffffff9c a3=7f", made_link, {"linked f /tmp/n"}},
    {aarch64, 37, "a0=5 a1=7f a2=ffffff9c a3=7f", made_link, {"linked f /tmp/n"}},
    {x86_64, 133, no_flags, made_file, {"created f /tmp/n"}},
    {x86_64, 259, here, {path("\"n\"", "020600", "CREATE")}, {"created c /tmp/n"}},
    {i386, 14, no_flags, {path("\"n\"", "060600", "CREATE")}, {"created b /tmp/n"}},
    {i386, 297, here, {path("\"n\"", "0140600", "CREATE")}, {"created s /tmp/n"}},
    {aarch64, 33, here, {path("\"n\"", "010600", "CREATE")}, {"created p /tmp/n"}},
    {x86_64, 2, "a0=7f a1=241 a2=1b6 a3=0", made_file, {"created f /tmp/n"}},
    {x86_64, 85, no_flags, made_file, {"created f /tmp/n"}},
    {x86_64, 257, "a0=ffffff9c a1=7f a2=41 a3=1b6", made_file, {"created f /tmp/n"}},
    {i386, 5, "a0=7f a1=8241 a2=1b6 a3=0", made_file, {"created f /tmp/n"}},
    {i386, 8, no_flags, made_file, {"created f /tmp/n"}},
    {i386, 295, "a0=ffffff9c a1=7f a2=41 a3=1b6", made_file, {"created f /tmp/n"}},
    {aarch64, 56, "a0=ffffff9c a1=7f a2=41 a3=1b6", made_file, {"created f /tmp/n"}},
    {x86_64, 2, "a0=7f a1=241 a2=1b6 a3=0", there, {"opened f /tmp/n w"}},
    {x86_64, 2, "a0=7f a1=200 a2=0 a3=0", there, {"opened f /tmp/n rw"}},
    {x86_64, 2, no_flags, there, {"opened f /tmp/n r"}},
    {x86_64, 85, no_flags, there, {"opened f /tmp/n w"}},
    {i386, 8, no_flags, there, {"opened f /tmp/n w"}},
    {aarch64, 56, "a0=ffffff9c a1=7f a2=2 a3=0", there, {"opened f /tmp/n rw"}},
    {x86_64, 437, "a0=ffffff9c a1=7f a2=7f a3=18", there, {"opened f /tmp/n rw"}},
    {x86_64, 257, "a0=ffffff9c a1=7f a2=200000 a3=0", there, {}},  // O_PATH
    {x86_64, 257, "a0=ffffff9c a1=7f a2=410002 a3=0", there, {}},  // O_TMPFILE
    {x86_64, 87, no_flags, gone, {"removed f /tmp/n"}},
    {x86_64, 263, here, gone, {"removed f /tmp/n"}},
    {x86_64, 84, no_flags, gone_directory, {"removed d /tmp/n"}},
    {x86_64, 263, "a0=ffffff9c a1=7f a2=200 a3=0", gone_directory, {"removed d /tmp/n"}},
    {i386, 10, no_flags, gone, {"removed f /tmp/n"}},
    {i386, 40, no_flags, gone_directory, {"removed d /tmp/n"}},
    {i386, 301, here, gone, {"removed f /tmp/n"}},
    {aarch64, 35, here, gone, {"removed f /tmp/n"}},
    {x86_64, 82, no_flags, moved, {"renamed f /tmp/n to /tmp/m"}},
    {x86_64, 264, "a0=5 a1=7f a2=ffffff9c a3=7f", moved, {"renamed f n to /tmp/m"}},
    {x86_64, 316, "a0=ffffff9c a1=7f a2=5 a3=7f", moved, {"renamed f /tmp/n to m"}},
    {i386, 38, no_flags, moved, {"renamed f /tmp/n to /tmp/m"}},
    {i386, 302, "a0=5 a1=7f a2=ffffff9c a3=7f", moved, {"renamed f n to /tmp/m"}},
    {i386, 353, "a0=5 a1=7f a2=ffffff9c a3=7f", moved, {"renamed f n to /tmp/m"}},
    {aarch64, 38, "a0=5 a1=7f a2=ffffff9c a3=7f", moved, {"renamed f n to /tmp/m"}},
    {aarch64, 276, "a0=5 a1=7f a2=ffffff9c a3=7f", moved, {"renamed f n to /tmp/m"}},
};

std::string text(const Sample& sample) {
    Records records{1};
    records.syscall(sample.arch, sample.number, "success=yes exit=0", sample.arguments);
    records.add("CWD", "cwd=\"/tmp\"").add("PATH", parent());
    for (const auto& item : sample.paths) records.add("PATH", item);
    return records.proctitle().text();
}

std::string recorded(const char* name) {
    std::ifstream file{std::filesystem::path{TEST_DATA} / "audit" / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_events_tests)

BOOST_DATA_TEST_CASE(tells_what_a_call_did_to_a_file, make(samples), sample) {
    BOOST_TEST(told(text(sample)) == sample.expected, per_element());
}

BOOST_DATA_TEST_CASE(tells_fifos_alone_where_nobody_asks_for_files, make(samples), sample) {
    Lines fifos;
    for (const auto& line : sample.expected)
        if (line.find(" p ") != std::string::npos) fifos.push_back(line);
    BOOST_TEST(told(text(sample), false) == fifos, per_element());
}

BOOST_AUTO_TEST_CASE(a_file_without_mode_or_type_is_none) {
    Records records{1};
    records.syscall(x86_64, 257, "success=yes exit=3", here).add("CWD", "cwd=\"/tmp\"");
    records.add("PATH", "item=0 name=\"n\" nametype=UNKNOWN");
    records.add("PATH", path("\"n\"", "0644", "NORMAL"));
    BOOST_TEST(told(records.proctitle().text()).empty());
}

BOOST_AUTO_TEST_CASE(an_exchange_of_two_files_is_two_renames) {
    Records records{1};
    records.syscall(x86_64, 316, "success=yes exit=0", "a0=ffffff9c a1=7f a2=5 a3=7f");
    records.add("CWD", "cwd=\"/tmp\"");
    records.add("PATH", path("\"a\"", "0100644", "DELETE", 7));
    records.add("PATH", path("\"b\"", "010644", "DELETE", 8));
    records.add("PATH", path("\"b\"", "0100644", "CREATE", 7));
    records.add("PATH", path("\"a\"", "010644", "CREATE", 8));
    const Lines expected{"renamed f /tmp/a to b", "renamed p b to /tmp/a"};
    BOOST_TEST(told(records.proctitle().text()) == expected, per_element());
}

BOOST_AUTO_TEST_CASE(a_fifo_under_a_second_name_is_told_with_the_files_only) {
    Records records{1};
    records.syscall(x86_64, 86, "success=yes exit=0", no_flags).add("CWD", "cwd=\"/tmp\"");
    records.add("PATH", path("\"f\"", "010644", "NORMAL"));
    records.add("PATH", path("\"g\"", "010644", "CREATE")).proctitle();
    BOOST_TEST(told(records.text()) == Lines{"linked p /tmp/g"}, per_element());
    BOOST_TEST(told(records.text(), false).empty());
}

BOOST_AUTO_TEST_CASE(tells_who_owns_the_program) {
    const auto owner = [](const char* item) {
        Records records{1};
        records.syscall(x86_64, 59, "success=yes exit=0").add("EXECVE", "argc=1 a0=\"a\"");
        records.add("CWD", "cwd=\"/\"").add("PATH", item);
        const Run run{records.proctitle()};
        return std::get<event::ProcessExecuted>(run.events.at(0).act).owner;
    };
    BOOST_TEST(
        (owner("item=0 name=\"/a\" inode=5 dev=fe:00 mode=0100755 ouid=0") == event::Uid{0}));
    BOOST_TEST((owner("item=0 name=\"/a\" ouid=1000 ogid=1") == event::Uid{1000}));
    BOOST_TEST((owner("item=0 name=\"/a\"") == event::Uid::unset));
    BOOST_TEST((owner("item=1 name=\"/lib/ld\" ouid=0") == event::Uid::unset));
}

// What Linux 6.18 writes. The one without a path went through a symlink that led nowhere yet: no
// record has the name that came to be.
BOOST_AUTO_TEST_CASE(tells_recorded_files) {
    const Lines expected{"executed",
                         "opened f /var/tmp/pia/files.pl r",
                         "created d /var/tmp/pia/d",
                         "created d /var/tmp/pia/d/in",
                         "created f /var/tmp/pia/new",
                         "opened f /var/tmp/pia/new w",
                         "opened f /var/tmp/pia/new w",
                         "opened f /var/tmp/pia/new rw",
                         "opened f /var/tmp/pia/new r",
                         "opened f /var/tmp/pia/new rw",
                         "linked f /var/tmp/pia/hard",
                         "created l /var/tmp/pia/sym",
                         "created l /var/tmp/pia/tonew",
                         "opened f /var/tmp/pia/tonew w",
                         "created f ",
                         "renamed f /var/tmp/pia/new to /var/tmp/pia/other",
                         "created f /var/tmp/pia/third",
                         "removed f /var/tmp/pia/third",
                         "renamed f /var/tmp/pia/other to /var/tmp/pia/third",
                         "opened d /var/tmp/pia/d r",
                         "opened d /var/tmp/pia/d r",
                         "created f made",
                         "created d sub",
                         "linked f linked",
                         "created l symat",
                         "renamed f made to /var/tmp/pia/moved",
                         "renamed f /var/tmp/pia/moved to linked",
                         "renamed f linked to /var/tmp/pia/moved",
                         "renamed f linked to made",
                         "created f node",
                         "created p /var/tmp/pia/fifo",
                         "linked p /var/tmp/pia/fifo2",
                         "removed d sub",
                         "created f /var/tmp/pia/created by creat",
                         "opened f /var/tmp/pia/third w",
                         "created f /var/tmp/pia/via openat2",
                         "created d /var/tmp/pia/trailing",
                         "removed d /var/tmp/pia/trailing",
                         "removed l /var/tmp/pia/sym",
                         "removed l /var/tmp/pia/tonew",
                         "removed f /var/tmp/pia/hard",
                         "removed p /var/tmp/pia/fifo",
                         "removed p /var/tmp/pia/fifo2",
                         "opened c /dev/null w",
                         "opened f /proc/self/status r"};
    BOOST_TEST(told(recorded("files.log")) == expected, per_element());
}

BOOST_AUTO_TEST_SUITE_END()
