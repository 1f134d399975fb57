// SPDX-License-Identifier: Apache-2.0
#include "rule_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>

#include "rule/sigma_reader.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using boost::test_tools::per_element;
using support::ScratchFolder;
using support::write_file;
namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

namespace {

std::string rule_of(const std::string& id, const std::string& selection = "Image: /bin/x") {
    return "title: T\nid: " + id +
           "\nlogsource: {product: linux, category: process_creation}\ndetection: {s: {" +
           selection + "}, condition: s}\n";
}

rule::Documents read(Strings paths) {
    return plugin::read_rule_files({.paths = std::move(paths), .defaults = false});
}

Strings ids(const rule::Documents& documents) {
    Strings all;
    for (const auto& detection : documents.detections) all.push_back(detection.meta.id);
    return all;
}

Strings broken(const rule::Documents& documents) {
    Strings all;
    for (const auto& one : documents.broken) all.push_back(rule::text(one));
    return all;
}

/// A folder that everybody may enter, and a user whom permissions stop: root is stopped by none.
class Unprivileged {
public:
    explicit Unprivileged(const ScratchFolder& folder) {
        fs::permissions(folder.file("."), fs::perms{0755});
        if (::geteuid() == 0) BOOST_REQUIRE(::seteuid(65534) == 0);
    }
    ~Unprivileged() {
        if (::geteuid() == 65534 && ::getuid() == 0) BOOST_CHECK(::seteuid(0) == 0);
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_files_tests)

BOOST_AUTO_TEST_CASE(a_kql_file_is_a_rule_and_ago_means_before_it_was_read) {
    const ScratchFolder folder;
    write_file(folder.file("a.kql"), "// id: 1\nimProcessCreate | where TimeGenerated > ago(1d)\n");
    const auto documents = read({folder.file(".")});
    BOOST_TEST(ids(documents) == Strings{"1"}, per_element());
    const auto& asked = std::get<rule::Predicate>(documents.detections.front().condition->is);
    const auto& since = std::get<rule::NumberTest>(asked.test);
    const auto day = std::chrono::milliseconds{std::chrono::hours{24}}.count();
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    BOOST_TEST(std::abs(static_cast<double>(now - day) - since.number) < 3600e3);
}

BOOST_AUTO_TEST_CASE(pipes_are_for_what_is_stored) {
    const ScratchFolder folder;
    const auto file = folder.file("a.eql");
    write_file(file, "process where true | head 2");
    const auto book_for = [&file](plugin::Feed feed) {
        return plugin::load_rules({.paths = {file}, .defaults = false}, feed).book;
    };
    BOOST_TEST(book_for(plugin::Feed::records)->broken.empty());
    BOOST_TEST(book_for(plugin::Feed::documents)->broken.empty());
    const auto live = book_for(plugin::Feed::live);
    BOOST_TEST(live->rules.empty());
    BOOST_REQUIRE(live->broken.size() == 1U);
    BOOST_TEST(rule::text(live->broken.front()) ==
               file +
                   ":1:22: a number of matches means nothing on a stream of events (leave it out: "
                   "each match is told when it comes; `pipehound hunt` takes it)");
}

BOOST_AUTO_TEST_CASE(a_query_is_read_as_it_looks_or_as_it_is_said) {
    const auto read_query = [](plugin::Query query) {
        return plugin::read_rule_files({.defaults = false, .query = std::move(query)});
    };
    BOOST_TEST(read_query({"imProcessCreate", {}}).detections.size() == 1u);
    BOOST_TEST(read_query({"process where true", {}}).event_detections.size() == 1u);
    const auto wrong = read_query({"process where true", rule::QueryLanguage::kql});
    BOOST_REQUIRE(wrong.broken.size() == 1u);
    BOOST_TEST(broken(wrong).front().starts_with("query:1:1: pipehound knows no table process"));
}

BOOST_AUTO_TEST_CASE(a_folder_is_read_at_any_depth_in_the_order_of_names) {
    const ScratchFolder folder;
    fs::create_directories(folder.file("b/deep"));
    write_file(folder.file("c.yaml"), rule_of("4"));
    write_file(folder.file("b/deep/y.yml"), rule_of("2"));
    write_file(folder.file("b/z.yml"), rule_of("3"));
    write_file(folder.file("a.yml"), rule_of("1"));
    BOOST_TEST(ids(read({folder.file(".")})) == (Strings{"1", "2", "3", "4"}), per_element());
}

BOOST_AUTO_TEST_CASE(of_a_folder_only_files_of_yaml_are_read) {
    const ScratchFolder folder;
    fs::create_directories(folder.file("folder.yml"));
    for (const char* const name : {"a.yml.disabled", "a.txt", "yml", "a.yml~"})
        write_file(folder.file(name), rule_of(name));
    const auto documents = read({folder.file(".")});
    BOOST_TEST(ids(documents).empty());
    BOOST_TEST(broken(documents).empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_named_is_read_whatever_its_name) {
    const ScratchFolder folder;
    write_file(folder.file("a.txt"), rule_of("1"));
    BOOST_TEST(ids(read({folder.file("a.txt")})) == Strings{"1"}, per_element());
}

BOOST_AUTO_TEST_CASE(paths_are_read_in_their_order) {
    const ScratchFolder folder;
    write_file(folder.file("a.yml"), rule_of("1"));
    write_file(folder.file("b.yml"), rule_of("2"));
    BOOST_TEST(ids(read({folder.file("b.yml"), folder.file("a.yml")})) == (Strings{"2", "1"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_found_twice_is_read_once) {
    const ScratchFolder folder;
    write_file(folder.file("b.yml"), rule_of("1"));
    fs::create_symlink(folder.file("b.yml"), folder.file("a.yml"));
    const auto documents = read({folder.file("."), folder.file("b.yml"), folder.file("./b.yml")});
    BOOST_TEST(ids(documents) == Strings{"1"}, per_element());
    BOOST_TEST(documents.detections.front().meta.file == folder.file("./a.yml"));
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_told_and_the_good_one_beside_it_loads) {
    const ScratchFolder folder;
    write_file(folder.file("a.yml"), "title: T\ndetection: [\n");
    write_file(folder.file("b.yml"), rule_of("good"));
    const auto documents = read({folder.file(".")});
    BOOST_TEST(ids(documents) == Strings{"good"}, per_element());
    BOOST_REQUIRE(documents.broken.size() == 1U);
    BOOST_TEST(documents.broken.front().file == folder.file("./a.yml"));
    BOOST_TEST(documents.broken.front().place.line > 0U);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told) {
    const ScratchFolder folder;
    const auto missing = folder.file("missing.yml");
    BOOST_TEST(
        broken(read({missing})) ==
            Strings{missing + ": cannot be read: No such file or directory (check the path)"},
        per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_large_is_told_and_not_read) {
    const ScratchFolder folder;
    const auto padded = [](std::size_t size) {
        auto text = rule_of("r");
        return text + '#' + std::string(size - text.size() - 1, ' ');
    };
    write_file(folder.file("a.yml"), padded(rule::largest_rule_file));
    write_file(folder.file("b.yml"), padded(rule::largest_rule_file + 1));
    const auto documents = read({folder.file(".")});
    BOOST_TEST(ids(documents) == Strings{"r"}, per_element());
    BOOST_TEST(broken(documents) ==
                   Strings{folder.file("./b.yml") + ": is larger than 4 MiB (is this a rule?)"},
               per_element());
}

BOOST_AUTO_TEST_CASE(what_may_not_be_read_is_told) {
    const ScratchFolder folder;
    write_file(folder.file("a.yml"), rule_of("r"));
    write_file(folder.file("b.yml"), rule_of("s"));
    fs::create_directory(folder.file("c"));
    fs::permissions(folder.file("a.yml"), fs::perms::none);
    fs::permissions(folder.file("c"), fs::perms::none);
    const Unprivileged user{folder};
    const auto documents =
        read({folder.file("a.yml"), folder.file("b.yml"), folder.file("c"), folder.file("c/d")});
    BOOST_TEST(ids(documents) == Strings{"s"}, per_element());
    BOOST_TEST(
        broken(documents) ==
            (Strings{
                folder.file("a.yml") + ": cannot be read (check its permissions)",
                folder.file("c") + ": cannot be read: Permission denied (check its permissions)",
                folder.file("c/d") + ": cannot be read: Permission denied (check the path)"}),
        per_element());
}

BOOST_AUTO_TEST_CASE(loading_compiles_and_tells_whom_rules_call_by_name) {
    const ScratchFolder folder;
    write_file(folder.file("a.yml"), rule_of("r", "User: eva, Image|endswith: /sh"));
    const auto loaded = plugin::load_rules({.paths = {folder.file("a.yml")}, .defaults = false},
                                           plugin::Feed::live);
    BOOST_TEST(loaded.book->rules.size() == 1U);
    BOOST_TEST(loaded.users == std::set<std::string>{"eva"}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()
