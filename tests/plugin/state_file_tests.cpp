// SPDX-License-Identifier: Apache-2.0
#include "state_file.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>
#include <string>

#include "state_keeper.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
using plugin::StateFile;
using plugin::StateKeeper;
using support::ScratchFolder;

namespace {

constexpr event::Time begin{std::chrono::hours{500'000}};

std::string dropped(const ScratchFolder& folder, event::Time now) {
    return StateFile{folder.file("state")}.load(now).dropped;
}

void replace(const std::string& path, const std::string& old_text, const std::string& new_text) {
    auto content = support::content_of(path);
    const auto at = content.find(old_text);
    BOOST_REQUIRE(at != std::string::npos);
    content.replace(at, old_text.size(), new_text);
    std::ofstream{path, std::ios::binary} << content;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state_file_tests)

BOOST_AUTO_TEST_CASE(what_was_saved_is_loaded) {
    const ScratchFolder folder;
    const std::string bytes{"a\n\0b\xff", 5};
    {
        StateFile file{folder.file("state")};
        BOOST_TEST(file.save("something older", begin));
        BOOST_TEST(file.save(bytes, begin + 1s));
    }
    const auto loaded = StateFile{folder.file("state")}.load(begin + 1min);
    BOOST_TEST(loaded.bytes == bytes);
    BOOST_TEST((loaded.saved == begin + 1s));
    BOOST_TEST(loaded.dropped.empty());
}

BOOST_AUTO_TEST_CASE(nothing_there_is_no_news) {
    const ScratchFolder folder;
    const auto loaded = StateFile{folder.file("state")}.load(begin);
    BOOST_TEST(loaded.bytes.empty());
    BOOST_TEST(loaded.dropped.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_hold_any_more_is_dropped_with_the_reason) {
    const ScratchFolder folder;
    const auto path = folder.file("state");
    const auto save = [&] { BOOST_TEST(StateFile{path}.save("bytes", begin)); };
    save();
    BOOST_TEST(dropped(folder, begin + 1h).find("too old") != std::string::npos);
    replace(path, "bytes", "bites");
    BOOST_TEST(dropped(folder, begin).find("damaged") != std::string::npos);
    save();
    replace(path, "pipehound-state-2", "pipehound-state-0");
    BOOST_TEST(dropped(folder, begin).find("another version") != std::string::npos);
    save();
    replace(path, "-state-2 ", "-state-2 0");
    BOOST_TEST(dropped(folder, begin).find("booted since") != std::string::npos);
    std::ofstream{path} << "noise";
    BOOST_TEST(!dropped(folder, begin).empty());
}

BOOST_AUTO_TEST_CASE(of_two_generations_only_the_one_that_holds_it_writes) {
    const ScratchFolder folder;
    StateFile second{folder.file("state")};
    {
        StateFile first{folder.file("state")};
        BOOST_TEST(first.lock_within(0ms));
        BOOST_TEST(!second.lock_within(20ms));
        BOOST_TEST(!second.save("of the second", begin));
        BOOST_TEST(first.save("of the first", begin));
    }
    BOOST_TEST(second.lock_within(0ms));
    BOOST_TEST(second.load(begin).bytes == "of the first");
    BOOST_TEST(second.save("of the second", begin));
}

BOOST_AUTO_TEST_CASE(the_keeper_writes_the_last_that_it_was_given) {
    const ScratchFolder folder;
    {
        StateKeeper keeper{folder.file("state")};
        BOOST_TEST(keeper.load(begin).bytes.empty());
        for (int i = 0; i < 100; ++i) keeper.put(std::to_string(i), begin);
        keeper.close();
        BOOST_REQUIRE(keeper.ends_within(20s));
    }
    BOOST_TEST(StateFile{folder.file("state")}.load(begin).bytes == "99");
}

BOOST_AUTO_TEST_SUITE_END()
