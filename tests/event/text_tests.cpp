// SPDX-License-Identifier: Apache-2.0
#include "event/text.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::event;

BOOST_AUTO_TEST_SUITE(text_tests)

BOOST_AUTO_TEST_CASE(a_time_is_utc_with_milliseconds) {
    BOOST_TEST(iso8601(Time{std::chrono::milliseconds{1700000000045}}) ==
               "2023-11-14T22:13:20.045Z");
    BOOST_TEST(iso8601(Time{}) == "1970-01-01T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(a_time_that_no_clock_showed_is_clamped) {
    BOOST_TEST(iso8601(Time::max()) == "9999-12-31T23:59:59.999Z");
    BOOST_TEST(iso8601(Time::min()) == "1970-01-01T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(a_command_line_is_its_arguments_with_spaces_between) {
    BOOST_TEST(command_line({}).empty());
    BOOST_TEST(command_line({"sh", "", "a b"}) == "sh  a b");
}

BOOST_AUTO_TEST_CASE(a_base_name_follows_the_last_slash) {
    BOOST_TEST(base_name("/usr/bin/nc") == "nc");
    BOOST_TEST(base_name("nc") == "nc");
    BOOST_TEST(base_name("/tmp/") == "");
}

/// Every byte at every place in a word of the machine, and behind the last one.
BOOST_AUTO_TEST_CASE(only_ascii_letters_are_folded) {
    for (int byte = 0; byte < 256; ++byte)
        for (std::size_t at = 0; at < 19; ++at) {
            std::string text(19, 'Q');
            text[at] = static_cast<char>(byte);
            std::string expected(19, 'q');
            expected[at] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
            BOOST_REQUIRE_EQUAL(folded(text), expected);
        }
    BOOST_TEST(folded("").empty());
}

BOOST_AUTO_TEST_CASE(a_device_is_major_and_minor) {
    BOOST_TEST(device_text(259ULL << 32U | 7U) == "259:7");
}

BOOST_AUTO_TEST_SUITE_END()
