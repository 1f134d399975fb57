// SPDX-License-Identifier: Apache-2.0
#include "event/utf16.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::event;

namespace {

constexpr std::string_view face =
    "a\xf0\x9f\x98\x80"
    "b";  // U+1F600

}  // namespace

BOOST_AUTO_TEST_SUITE(utf16_tests)

BOOST_AUTO_TEST_CASE(a_length_counts_units) {
    BOOST_TEST(utf16_length("") == 0u);
    BOOST_TEST(utf16_length("abc") == 3u);
    BOOST_TEST(utf16_length("gr\u00fc\u00df") == 4u);
    BOOST_TEST(utf16_length(face) == 4u);
}

BOOST_AUTO_TEST_CASE(a_slice_is_cut_between_units) {
    BOOST_TEST(utf16_slice("abc", 1, 2) == "b");
    BOOST_TEST(utf16_slice("gr\u00fc\u00df", 2, 3) == "\u00fc");
    BOOST_TEST(utf16_slice("abc", 0, 99) == "abc");
    BOOST_TEST(utf16_slice("abc", 2, 1) == "");
    BOOST_TEST(utf16_slice("abc", 7, 9) == "");
    BOOST_TEST(utf16_slice(face, 1, 3) == face.substr(1, 4));
}

BOOST_AUTO_TEST_CASE(half_a_character_is_left_out) {
    BOOST_TEST(utf16_slice(face, 0, 2) == "a");
    BOOST_TEST(utf16_slice(face, 2, 4) == "b");
    BOOST_TEST(utf16_slice(face, 2, 3) == "");
}

BOOST_AUTO_TEST_CASE(broken_text_is_cut_somewhere) {
    BOOST_TEST(utf16_length("\x80\xff") == 2u);
    BOOST_TEST(utf16_slice("\x80\x80", 0, 1) == "\x80\x80");
}

BOOST_AUTO_TEST_SUITE_END()
