// SPDX-License-Identifier: Apache-2.0
#include "rule_loader.hpp"

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "support/scratch_folder.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
using plugin::RuleLoader;
using support::ScratchFolder;

namespace {

constexpr auto patience = 10s;

/// What a loader hands over. `hold` keeps it on its thread until `let_go`.
class Taken {
public:
    RuleLoader::OnLoaded take() {
        return [this](RuleLoader::Loaded loaded) {
            std::unique_lock lock{mutex_};
            all_.push_back(std::move(loaded));
            changed_.wait(lock, [this] { return !held_; });
        };
    }
    void hold() { set(true); }
    void let_go() { set(false); }

    [[nodiscard]] std::vector<RuleLoader::Loaded> all() {
        const std::lock_guard lock{mutex_};
        return all_;
    }

private:
    void set(bool held) {
        const std::lock_guard lock{mutex_};
        held_ = held;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    std::vector<RuleLoader::Loaded> all_;
};

struct Folder : ScratchFolder {
    Folder() {
        support::write_file(file("a.yml"),
                            "title: T\nid: r\nlogsource: {category: process_creation}\n"
                            "detection: {s: {User: root}, condition: s}\n");
    }
    [[nodiscard]] plugin::RuleSources sources() const {
        return {.paths = {file(".")}, .defaults = false};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_loader_tests)

BOOST_FIXTURE_TEST_CASE(rules_come_at_once_and_again_when_users_are_known, Folder) {
    Taken taken;
    RuleLoader loader{taken.take()};
    BOOST_TEST(loader.load(sources()));
    BOOST_REQUIRE(loader.ends_within(patience));
    const auto all = taken.all();
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].book->rules.size() == 1U);
    BOOST_TEST(!all[0].users);
    BOOST_TEST(all[1].book == all[0].book);
    BOOST_REQUIRE(all[1].users != nullptr);
    BOOST_TEST(*all[1].users->find(event::Uid{0}) == "root");
}

BOOST_FIXTURE_TEST_CASE(users_of_rules_that_are_read_come_once, Folder) {
    Taken taken;
    RuleLoader loader{taken.take()};
    const auto rules = plugin::load_rules(sources(), plugin::Feed::live);
    BOOST_TEST(loader.look_up_users_of(rules));
    BOOST_REQUIRE(loader.ends_within(patience));
    const auto all = taken.all();
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(all[0].book == rules.book);
    BOOST_TEST(all[0].users != nullptr);
}

BOOST_FIXTURE_TEST_CASE(while_it_is_at_work_it_takes_nothing_on, Folder) {
    Taken taken;
    taken.hold();
    RuleLoader loader{taken.take()};
    BOOST_TEST(loader.ends_within(0ms));
    BOOST_TEST(loader.load(sources()));
    BOOST_TEST(!loader.load(sources()));
    BOOST_TEST(!loader.look_up_users_of({}));
    BOOST_TEST(!loader.ends_within(0ms));
    taken.let_go();
    BOOST_REQUIRE(loader.ends_within(patience));
    BOOST_TEST(loader.load(sources()));
    BOOST_REQUIRE(loader.ends_within(patience));
    BOOST_TEST(taken.all().size() == 4U);
}

BOOST_FIXTURE_TEST_CASE(a_set_with_a_mistake_comes_with_what_is_wrong, Folder) {
    support::write_file(file("b.yml"), "title: [\n");
    Taken taken;
    RuleLoader loader{taken.take()};
    BOOST_TEST(loader.load(sources()));
    BOOST_REQUIRE(loader.ends_within(patience));
    BOOST_REQUIRE(!taken.all().empty());
    BOOST_TEST(taken.all()[0].book->broken.size() == 1U);
    BOOST_TEST(taken.all()[0].book->rules.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
