// SPDX-License-Identifier: Apache-2.0
#include "alert/trimmed.hpp"

#include <boost/test/unit_test.hpp>

#include "alert/ecs_form.hpp"
#include "alert/sample_alerts.hpp"

using namespace pipehound::alert;

BOOST_AUTO_TEST_SUITE(trimmed_tests)

BOOST_AUTO_TEST_CASE(an_alert_within_the_bounds_stays_as_it_is) {
    for (const auto& [name, alert] : sample::all())
        BOOST_TEST(ecs_json(trimmed(alert, Bounds{})) == ecs_json(alert), name);
}

BOOST_AUTO_TEST_CASE(the_legs_stay_and_a_member_whose_parent_went_has_none) {
    const auto alert = trimmed(sample::reverse_shell(), {100, 10, 1, 1});
    BOOST_REQUIRE(alert.members.size() == 3u);  // the first, the shell, the network program
    BOOST_TEST((alert.members[1].parent == std::size_t{0}));
    BOOST_TEST((alert.members[2].role == Role::network));
    auto orphaned = sample::reverse_shell();
    orphaned.members[4].parent = 1;
    BOOST_TEST(!trimmed(orphaned, {100, 10, 1, 1}).members[2].parent.has_value());
}

BOOST_AUTO_TEST_CASE(a_parent_that_moved_up_is_found_again) {
    auto nested = sample::reverse_shell();
    nested.members[4].parent = 2;
    const auto alert = trimmed(nested, {100, 10, 1, 1});
    BOOST_TEST((alert.members[2].parent == std::size_t{1}));
}

BOOST_AUTO_TEST_CASE(halving_comes_to_an_end_above_nothing) {
    Bounds bounds;
    for (int step = 0; step < 64; ++step) bounds = bounds.halved();
    BOOST_TEST((bounds == bounds.halved()));
    BOOST_TEST(bounds.text >= 3u);
    BOOST_TEST(bounds.evidence > 0u);
}

BOOST_AUTO_TEST_CASE(the_least_size_is_never_more_than_the_document_takes) {
    for (const auto& [name, alert] : sample::all())
        BOOST_TEST(least_size(alert) <= ecs_json(alert).size(), name);
    BOOST_TEST(least_size(sample::huge()) > 10'000'000u);
}

BOOST_AUTO_TEST_SUITE_END()
