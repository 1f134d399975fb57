// SPDX-License-Identifier: Apache-2.0
#include "event/date.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "event/text.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

struct Case {
    std::string written;
    std::string begin;
    std::chrono::nanoseconds length;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.written; }

const Case dates[] = {
    {"2026", "2026-01-01T00:00:00.000Z", 365 * 24h},
    {"2028-02", "2028-02-01T00:00:00.000Z", 29 * 24h},
    {"2026-11-20", "2026-11-20T00:00:00.000Z", 24h},
    {"2026-11-20T10", "2026-11-20T10:00:00.000Z", 1h},
    {"2026-11-20T10:30", "2026-11-20T10:30:00.000Z", 1min},
    {"2026-11-20T10:30:05Z", "2026-11-20T10:30:05.000Z", 1s},
    {"2026-11-20T10:30:05.250Z", "2026-11-20T10:30:05.250Z", 0s},
    {"2026-11-20T10:30:05+01:00", "2026-11-20T09:30:05.000Z", 1s},
    {"1763632801250", "2025-11-20T10:00:01.250Z", 0s},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(date_tests)

BOOST_DATA_TEST_CASE(a_date_lasts_as_long_as_its_last_part, data::make(dates), c) {
    const auto date = event::parse_date(c.written);
    BOOST_REQUIRE(date);
    BOOST_TEST(event::iso8601(std::chrono::floor<event::Duration>(date->begin)) == c.begin);
    BOOST_CHECK(date->length == c.length);
}

BOOST_DATA_TEST_CASE(other_text_is_none,
                     data::make({"", "now", "2026-13", "2026-11-31", "12:30", "2026-11-20T10:61",
                                 "99999999999999999", "1600"}),
                     text) {
    BOOST_TEST(!event::parse_date(text));
}

BOOST_AUTO_TEST_SUITE_END()
