// SPDX-License-Identifier: Apache-2.0
#include "pulse.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>

using namespace pipehound;
using namespace std::chrono_literals;
using plugin::Pulse;

namespace {

constexpr event::Time begin{std::chrono::hours{1000}};

}  // namespace

BOOST_AUTO_TEST_SUITE(pulse_tests)

BOOST_AUTO_TEST_CASE(rates_are_of_the_last_minute) {
    Pulse pulse;
    pulse.sample(0, 0, begin);
    for (int i = 1; i <= 20; ++i)
        pulse.sample(1000, 200, begin + i * 10s);  // all came in the first ten seconds
    const auto rates = pulse.rates(1000, 200, begin + 205s);
    BOOST_TEST(rates.records == 0);
    BOOST_TEST(pulse.rates(1650, 330, begin + 205s).records == 10);
    BOOST_TEST(pulse.rates(1650, 330, begin + 205s).events == 2);
}

BOOST_AUTO_TEST_CASE(before_any_time_passed_there_is_no_rate) {
    Pulse pulse;
    BOOST_TEST(pulse.rates(5, 5, begin).records == 0);
    pulse.sample(0, 0, begin);
    BOOST_TEST(pulse.rates(5, 5, begin).records == 0);
}

BOOST_AUTO_TEST_CASE(the_lag_is_the_last_one_and_the_most_of_a_minute) {
    Pulse pulse;
    pulse.sample(0, 0, begin);
    pulse.read(begin, begin + 700ms);
    pulse.read(begin + 1s, begin + 1s + 3ms);
    auto rates = pulse.rates(0, 0, begin + 2s);
    BOOST_TEST(rates.lag.count() == 3);
    BOOST_TEST(rates.lag_peak.count() == 700);
    for (int i = 1; i <= 9; ++i) pulse.sample(0, 0, begin + i * 10s);
    rates = pulse.rates(0, 0, begin + 90s);
    BOOST_TEST(rates.lag_peak.count() == 3);
}

BOOST_AUTO_TEST_CASE(a_record_of_the_future_is_no_lag) {
    Pulse pulse;
    pulse.read(begin + 1h, begin);
    BOOST_TEST(pulse.rates(0, 0, begin).lag.count() == 0);
}

BOOST_AUTO_TEST_CASE(many_samples_at_once_are_one) {
    Pulse pulse;
    pulse.sample(0, 0, begin);
    for (int i = 0; i < 1000; ++i) pulse.sample(500, 500, begin + 500ms);
    BOOST_TEST(pulse.rates(500, 500, begin + 500ms).records == 1000);
}

BOOST_AUTO_TEST_SUITE_END()
