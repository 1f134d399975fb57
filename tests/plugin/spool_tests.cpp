// SPDX-License-Identifier: Apache-2.0
#include "spool.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "support/scratch_folder.hpp"

using namespace pipehound;
using plugin::JournalFields;
using plugin::Spool;
using support::ScratchFolder;

namespace {

constexpr std::uint64_t large = 1 << 20;

JournalFields entry(const std::string& message) {
    return {{"MESSAGE", message}, {"PRIORITY", "2"}};
}

/// What comes back, when the journal takes `capacity` entries.
std::vector<JournalFields> resend(Spool& spool, std::size_t capacity = 1000) {
    std::vector<JournalFields> taken;
    spool.resend([&](const JournalFields& fields) {
        if (taken.size() == capacity) return false;
        taken.push_back(fields);
        return true;
    });
    return taken;
}

void append(Spool& spool, const JournalFields& fields) {
    BOOST_REQUIRE((spool.append(fields) == Spool::Kept::yes));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spool_tests)

BOOST_AUTO_TEST_CASE(gives_back_all_fields_in_the_order_of_their_coming_and_leaves_no_file) {
    const ScratchFolder folder;
    Spool spool{folder.file("spool"), large};
    const JournalFields odd{
        {"MESSAGE", "two\nlines"}, {"A", std::string{"\xff\x00\x80", 3}}, {"B", "…"}};
    append(spool, entry("first"));
    append(spool, odd);
    spool.sync();
    const auto taken = resend(spool);
    BOOST_REQUIRE(taken.size() == 2u);
    BOOST_TEST((taken[0] == entry("first")));
    BOOST_TEST((taken[1] == odd));
    BOOST_TEST(!std::filesystem::exists(folder.file("spool")));
}

BOOST_AUTO_TEST_CASE(keeps_what_the_journal_did_not_take) {
    const ScratchFolder folder;
    Spool spool{folder.file("spool"), large};
    for (const auto* message : {"1", "2", "3"}) append(spool, entry(message));
    BOOST_TEST(resend(spool, 0).empty());
    BOOST_TEST(resend(spool, 1).size() == 1u);
    append(spool, entry("4"));
    const auto rest = resend(spool);
    BOOST_REQUIRE(rest.size() == 3u);
    BOOST_TEST((rest[0] == entry("2")));
    BOOST_TEST((rest[2] == entry("4")));
}

BOOST_AUTO_TEST_CASE(another_generation_finds_what_the_one_before_left) {
    const ScratchFolder folder;
    {
        Spool before{folder.file("spool"), large};
        append(before, entry("old"));
    }
    Spool after{folder.file("spool"), large};
    BOOST_TEST(!after.empty());
    BOOST_TEST(resend(after).size() == 1u);
    BOOST_TEST(after.empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_a_crash_cut_costs_itself_and_no_other) {
    const ScratchFolder folder;
    Spool spool{folder.file("spool"), large};
    append(spool, entry("whole"));
    const auto whole = support::content_of(folder.file("spool"));
    support::write_file(folder.file("spool"), whole + whole.substr(0, 9));
    append(spool, entry("next"));
    std::vector<JournalFields> taken;
    const auto resent = spool.resend([&](const JournalFields& fields) {
        taken.push_back(fields);
        return true;
    });
    BOOST_TEST(resent.sent == 2u);
    BOOST_TEST(resent.damaged == 1u);
    BOOST_TEST((taken.back() == entry("next")));
}

BOOST_AUTO_TEST_CASE(refuses_the_newest_when_it_is_full) {
    const ScratchFolder folder;
    Spool spool{folder.file("spool"), 100};
    append(spool, entry("the beginning"));
    BOOST_TEST((spool.append(entry(std::string(100, 'x'))) == Spool::Kept::full));
    BOOST_TEST((resend(spool).front() == entry("the beginning")));
}

BOOST_AUTO_TEST_CASE(is_for_its_owner_and_group_alone) {
    const ScratchFolder folder;
    Spool spool{folder.file("made/spool"), large};
    append(spool, entry("secret"));
    struct stat status {};
    BOOST_REQUIRE(::stat(folder.file("made/spool").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0137) == 0u);
    BOOST_REQUIRE(::stat(folder.file("made").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0027) == 0u);
}

BOOST_AUTO_TEST_CASE(two_generations_at_once_lose_nothing_and_send_nothing_twice) {
    constexpr std::size_t each = 300;
    const ScratchFolder folder;
    Spool spool{folder.file("spool"), large};
    const pid_t writer = ::fork();
    BOOST_REQUIRE(writer >= 0);
    if (writer == 0) {
        Spool theirs{folder.file("spool"), large};
        for (std::size_t i = 0; i < each; ++i)
            if (theirs.append(entry("theirs")) != Spool::Kept::yes) ::_exit(1);
        ::_exit(0);
    }
    std::size_t taken = 0;
    for (std::size_t i = 0; i < each; ++i) {
        append(spool, entry("ours"));
        taken += resend(spool, 2).size();  // now all, now a part: both ways of giving up the file
    }
    int status = -1;
    BOOST_REQUIRE(::waitpid(writer, &status, 0) == writer);
    BOOST_TEST(status == 0);
    taken += resend(spool, 2 * each).size();
    BOOST_TEST(taken == 2 * each);
}

BOOST_AUTO_TEST_SUITE_END()
