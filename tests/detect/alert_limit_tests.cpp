// SPDX-License-Identifier: Apache-2.0
#include "detect/alert_limit.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using namespace std::chrono_literals;
using detect::AlertLimit;
using detect::Sighting;

namespace {

struct Fixture {
    rule::Meta one;
    rule::Meta other;
    AlertLimit limit{{2, 10s}};

    Fixture() {
        one.id = "one";
        other.id = "other";
    }
    [[nodiscard]] static Sighting of(const rule::Meta& meta, event::Duration at) {
        Sighting sighting;
        sighting.meta = &meta;
        sighting.findings.push_back({{1, event::Time{at}, 1}, {}, {}, {}, {}});
        return sighting;
    }
    bool pass(const rule::Meta& meta, event::Duration at) {
        const auto verdict = limit.judge(meta, event::Time{at});
        if (verdict == AlertLimit::Verdict::keep) limit.keep(of(meta, at));
        return verdict == AlertLimit::Verdict::tell;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(alert_limit_tests, Fixture)

BOOST_AUTO_TEST_CASE(so_many_pass_in_a_window_that_begins_with_the_first) {
    BOOST_TEST(pass(one, 1s));
    BOOST_TEST(pass(one, 10s));
    BOOST_TEST(!pass(one, 11s - 1ms));
    BOOST_TEST(limit.expire(event::Time{11s}).size() == 1u);
    BOOST_TEST(pass(one, 11s));
    BOOST_TEST(pass(one, 12s));
    BOOST_TEST(!pass(one, 13s));
}

BOOST_AUTO_TEST_CASE(each_rule_has_its_own_window) {
    BOOST_TEST(pass(one, 1s));
    BOOST_TEST(pass(one, 1s));
    BOOST_TEST(!pass(one, 1s));
    BOOST_TEST(pass(other, 1s));
}

BOOST_AUTO_TEST_CASE(what_was_held_back_is_counted_and_told_when_its_window_ends) {
    for (int i = 0; i < 5; ++i) (void)pass(one, std::chrono::seconds{i + 1});
    BOOST_REQUIRE(limit.deadline().has_value());
    BOOST_TEST((limit.deadline() == event::Time{11s}));
    BOOST_TEST(limit.expire(event::Time{11s} - 1ms).empty());
    const auto held = limit.expire(*limit.deadline());
    BOOST_REQUIRE(held.size() == 1u);
    BOOST_TEST(held[0].first.meta == &one);
    BOOST_TEST(held[0].count == 3u);
    BOOST_TEST((held[0].first.findings.back().moment.time == event::Time{3s}));
    BOOST_TEST(!limit.deadline());
    BOOST_TEST(limit.expire(event::Time::max()).empty());
}

BOOST_AUTO_TEST_CASE(a_window_that_held_nothing_back_wants_no_timer) {
    (void)pass(one, 1s);
    BOOST_TEST(!limit.deadline());
    BOOST_TEST(limit.expire(event::Time::max()).empty());
}

BOOST_AUTO_TEST_CASE(without_a_limit_everything_passes) {
    limit = AlertLimit{{0, 10s}};
    for (int i = 0; i < 1000; ++i) BOOST_REQUIRE(pass(one, 1s));
    BOOST_TEST(!limit.deadline());
}

BOOST_AUTO_TEST_CASE(what_is_held_back_is_told_before_other_rules_hold) {
    for (int i = 0; i < 3; ++i) (void)pass(one, 1s);
    BOOST_TEST(limit.expire(event::Time::max()).size() == 1u);
    BOOST_TEST(pass(one, 1s));
}

BOOST_AUTO_TEST_CASE(a_late_event_is_counted_in_the_window_that_is_there) {
    BOOST_TEST(pass(one, 20s));
    BOOST_TEST(pass(one, 5s));
    BOOST_TEST(!pass(one, 5s));
    BOOST_TEST((limit.deadline() == event::Time{30s}));
}

BOOST_AUTO_TEST_SUITE_END()
