// SPDX-License-Identifier: Apache-2.0
#include "event/level.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::event;

BOOST_AUTO_TEST_SUITE(level_tests)

BOOST_AUTO_TEST_CASE(names_and_levels_are_one_to_one) {
    for (const auto* text : {"informational", "low", "medium", "high", "critical"}) {
        const auto level = level_of(text);
        BOOST_REQUIRE(level.has_value());
        BOOST_TEST(name(*level) == text);
    }
}

BOOST_AUTO_TEST_CASE(case_says_nothing) { BOOST_TEST((level_of("High") == Level::high)); }

BOOST_AUTO_TEST_CASE(any_other_word_is_no_level) {
    for (const auto* text : {"", "info", "severe"}) BOOST_TEST(!level_of(text).has_value());
}

BOOST_AUTO_TEST_CASE(levels_are_ordered_by_severity) {
    BOOST_TEST((Level::informational < Level::low));
    BOOST_TEST((Level::high < Level::critical));
}

BOOST_AUTO_TEST_SUITE_END()
