// SPDX-License-Identifier: Apache-2.0
#include "event/sigma_category.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "event/sample_events.hpp"

using namespace pipehound::event;

namespace {

std::string categories(const Event& event) {
    std::string joined;
    for (const auto category : sigma_categories(event))
        joined += (joined.empty() ? "" : " ") + std::string{category};
    return joined;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sigma_category_tests)

BOOST_AUTO_TEST_CASE(an_event_belongs_to_the_log_sources_whose_rules_are_asked) {
    BOOST_TEST(categories(sample::exec()) == "process_creation");
    BOOST_TEST(categories(sample::created()) == "file_event");
    BOOST_TEST(categories(sample::opened()) == "file_access");
    BOOST_TEST(categories(sample::wrote()) == "file_event");
    BOOST_TEST(categories(sample::removed()) == "file_delete");
    BOOST_TEST(categories(sample::renamed()) == "file_rename file_event");
    BOOST_TEST(categories(sample::connected()) == "network_connection");
    BOOST_TEST(categories(sample::accepted()) == "network_connection");
    BOOST_TEST(categories(sample::bound()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
