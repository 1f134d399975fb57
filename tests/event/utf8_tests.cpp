// SPDX-License-Identifier: Apache-2.0
#include "event/utf8.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::event;

BOOST_AUTO_TEST_SUITE(utf8_tests)

BOOST_AUTO_TEST_CASE(a_character_takes_one_to_four_bytes) {
    BOOST_TEST(*utf8(0x2f) == "/");
    BOOST_TEST(*utf8(0xe9) == "\xc3\xa9");
    BOOST_TEST(*utf8(0x20ac) == "\xe2\x82\xac");
    BOOST_TEST(*utf8(0x1f600) == "\xf0\x9f\x98\x80");
}

BOOST_AUTO_TEST_CASE(halves_of_utf_16_and_what_lies_beyond_unicode_are_none) {
    BOOST_TEST(!utf8(0xd800).has_value());
    BOOST_TEST(!utf8(0xdfff).has_value());
    BOOST_TEST(!utf8(0x110000).has_value());
}

BOOST_AUTO_TEST_CASE(a_text_is_cut_between_characters) {
    BOOST_TEST(shortened("short", 5) == "short");
    BOOST_TEST(shortened("a long text", 6) == "a long...");
    BOOST_TEST(shortened("caf\xc3\xa9s", 4) == "caf...");
    BOOST_TEST(shortened("caf\xc3\xa9s", 5) == "caf\xc3\xa9...");
}

BOOST_AUTO_TEST_SUITE_END()
