// SPDX-License-Identifier: Apache-2.0
#include "alert/headline.hpp"

#include <boost/test/unit_test.hpp>

#include "alert/sample_alerts.hpp"

using namespace pipehound::alert;

BOOST_AUTO_TEST_SUITE(headline_tests)

BOOST_AUTO_TEST_CASE(it_names_the_kind_by_what_is_known_of_the_connection) {
    auto alert = sample::reverse_shell();
    BOOST_TEST(headline(alert, "") ==
               "Reverse shell through FIFO /tmp/f on web1: dash (pid 4243, user www-data) "
               "connected to 203.0.113.5:4444");
    alert.remote->direction = Remote::Direction::inbound;
    BOOST_TEST(headline(alert, "").starts_with("Bind shell through"));
    alert.remote->direction = Remote::Direction::listening;
    BOOST_TEST(headline(alert, "").starts_with("Bind shell waiting through"));
    alert.remote.reset();
    BOOST_TEST(headline(alert, "").starts_with("Remote shell through"));
    alert.members.pop_back();
    BOOST_TEST(headline(alert, "").starts_with("Shell driven through"));
}

BOOST_AUTO_TEST_CASE(an_alert_of_another_rule_has_that_rules_name) {
    Alert alert;
    alert.rule.name = "Something else";
    BOOST_TEST(headline(alert, "here") == "Something else on here");
}

BOOST_AUTO_TEST_CASE(it_stays_short_whatever_the_alert_holds) {
    auto alert = sample::hostile();
    alert.fifos[0].path = alert.host = std::string(100'000, '\x1b');
    BOOST_TEST(headline(alert, "").size() <= 450u);
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_stands_in_brackets) {
    BOOST_TEST(endpoint_text({"2001:db8::5", 443}) == "[2001:db8::5]:443");
    BOOST_TEST(endpoint_text({"203.0.113.5", 443}) == "203.0.113.5:443");
}

BOOST_AUTO_TEST_SUITE_END()
