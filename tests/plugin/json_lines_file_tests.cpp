// SPDX-License-Identifier: Apache-2.0
#include "json_lines_file.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <system_error>

#include "support/scratch_folder.hpp"

using pipehound::plugin::JsonLinesFile;
using pipehound::support::content_of;
using pipehound::support::ScratchFolder;

BOOST_AUTO_TEST_SUITE(json_lines_file_tests)

BOOST_AUTO_TEST_CASE(appends_to_what_is_there) {
    const ScratchFolder folder;
    pipehound::support::write_file(folder.file("log"), "old\n");
    JsonLinesFile file{folder.file("log")};
    BOOST_TEST(file.write("new"));
    BOOST_TEST(content_of(folder.file("log")) == "old\nnew\n");
}

BOOST_AUTO_TEST_CASE(follows_a_rotation_by_renaming) {
    const ScratchFolder folder;
    JsonLinesFile file{folder.file("log")};
    BOOST_TEST(file.write("1"));
    std::filesystem::rename(folder.file("log"), folder.file("log.1"));
    BOOST_TEST(file.write("2"));
    BOOST_TEST(content_of(folder.file("log.1")) == "1\n");
    BOOST_TEST(content_of(folder.file("log")) == "2\n");
}

BOOST_AUTO_TEST_CASE(makes_a_removed_file_anew_without_the_way_to_its_folder) {
    const ScratchFolder folder;
    JsonLinesFile file{folder.file("inner/log")};
    BOOST_TEST(file.write("1"));
    std::filesystem::remove(folder.file("inner/log"));
    std::filesystem::rename(folder.file("inner"), folder.file("elsewhere"));
    BOOST_TEST(file.write("2"));
    BOOST_TEST(content_of(folder.file("elsewhere/log")) == "2\n");
}

BOOST_AUTO_TEST_CASE(does_not_follow_a_link_that_somebody_laid) {
    const ScratchFolder folder;
    std::filesystem::create_symlink(folder.file("target"), folder.file("log"));
    JsonLinesFile file{folder.file("log")};
    BOOST_TEST(!file.write("1"));
    BOOST_TEST(!std::filesystem::exists(folder.file("target")));
}

BOOST_AUTO_TEST_CASE(is_not_for_everybody_to_read) {
    const ScratchFolder folder;
    JsonLinesFile file{folder.file("log")};
    BOOST_TEST(file.write("1"));
    struct stat status {};
    BOOST_REQUIRE(::stat(folder.file("log").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0137) == 0u);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_an_error_at_once) {
    const ScratchFolder folder;
    BOOST_CHECK_THROW(JsonLinesFile{folder.file("no/such/log")}, std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
