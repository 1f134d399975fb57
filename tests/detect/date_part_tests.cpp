// SPDX-License-Identifier: Apache-2.0
#include "detect/date_part.hpp"

#include <array>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ctime>

using namespace pipehound;
using rule::DatePart;
namespace data = boost::unit_test::data;

namespace {

struct Case {
    std::string text;
    DatePart part;
    int number;  // -1: none
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.text; }

const Case cases[] = {
    {"2026-11-20T03:12:45.123Z", DatePart::year, 2026},
    {"2026-11-20T03:12:45.123Z", DatePart::month, 11},
    {"2026-11-20T03:12:45.123Z", DatePart::day, 20},
    {"2026-11-20T03:12:45.123Z", DatePart::hour, 3},
    {"2026-11-20 03:12:45.123", DatePart::minute, 12},
    {"2026-11-20T03:12:45.123Z", DatePart::week, 47},
    {"2026-11-20T03:12:45.123Z", DatePart::none, -1},
    {"1970-01-02T00:00:01.500Z", DatePart::moment, 86'401'500},
    {"86401500", DatePart::moment, 86'401'500},
    {"yesterday", DatePart::moment, -1},
    {"2026-11-20", DatePart::day, 20},
    {"2026-11-20", DatePart::hour, -1},
    {"2026-11-20T", DatePart::hour, -1},
    {"2026-11-20T03", DatePart::hour, 3},
    {"2026-11-20T03", DatePart::minute, -1},
    {"2026-11-20T24:00", DatePart::hour, -1},
    {"2026-11-20T23:60", DatePart::minute, -1},
    {"2026-11-20T-0:-0", DatePart::hour, -1},
    {"2026-11-20X03:12", DatePart::hour, -1},
    {"2026-11-31", DatePart::day, -1},
    {"2025-02-29", DatePart::day, -1},
    {"2024-02-29", DatePart::day, 29},
    {"2026-00-10", DatePart::day, -1},
    {"2026/11/20", DatePart::day, -1},
    {"20261120", DatePart::year, -1},
    {"", DatePart::year, -1},
    {"-026-11-20", DatePart::year, -1},
    // ISO 8601: the first week is that of the first Thursday
    {"2026-01-01", DatePart::week, 1},
    {"2025-12-28", DatePart::week, 52},
    {"2025-12-29", DatePart::week, 1},
    {"2026-12-31", DatePart::week, 53},
    {"2027-01-01", DatePart::week, 53},
    {"2027-01-03", DatePart::week, 53},
    {"2027-01-04", DatePart::week, 1},
    {"2023-01-01", DatePart::week, 52},
    {"2022-01-01", DatePart::week, 52},
    {"2021-01-01", DatePart::week, 53},
    {"2024-12-30", DatePart::week, 1},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(date_part_tests)

BOOST_DATA_TEST_CASE(a_part_is_read_where_the_text_is_a_date, data::make(cases), c) {
    const auto part = detect::date_part(c.text, c.part);
    BOOST_REQUIRE(part.has_value() == (c.number >= 0));
    if (part) BOOST_TEST(*part == c.number);
}

BOOST_AUTO_TEST_CASE(weeks_are_those_of_the_c_library_for_every_day_of_sixty_years) {
    std::time_t time = 0;
    for (int day = 0; day < 366 * 60; ++day, time += 86400) {
        std::tm date{};
        ::gmtime_r(&time, &date);
        std::array<char, 32> text{};
        std::array<char, 8> week{};
        std::strftime(text.data(), text.size(), "%Y-%m-%d", &date);
        std::strftime(week.data(), week.size(), "%V", &date);
        BOOST_REQUIRE_EQUAL(detect::date_part(text.data(), DatePart::week).value_or(0),
                            std::stoi(week.data()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
