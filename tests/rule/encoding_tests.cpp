// SPDX-License-Identifier: Apache-2.0
#include "rule/encoding.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/chance.hpp"

using namespace pipehound;
using namespace std::string_literals;
namespace data = boost::unit_test::data;
using test::Chance;

namespace {

/// RFC 4648, section 10.
const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"},
                                                       {"\xff\xfe\xfb", "//77"}};

std::string random_bytes(Chance& chance, std::size_t least, std::size_t most) {
    std::string bytes;
    for (auto left = least + chance.below(most - least + 1); left > 0; --left)
        bytes += static_cast<char>(chance.below(256));
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding_tests)

BOOST_AUTO_TEST_CASE(base64_is_that_of_rfc_4648) {
    for (const auto& [bytes, text] : vectors) BOOST_TEST(rule::base64(bytes) == text);
}

BOOST_AUTO_TEST_CASE(wherever_text_stands_its_encoded_form_is_one_of_the_three) {
    Chance chance{1};
    for (int round = 0; round < 5000; ++round) {
        const auto bytes = random_bytes(chance, 2, 12);
        const auto before = random_bytes(chance, 0, 7);
        const auto whole = rule::base64(before + bytes + random_bytes(chance, 0, 7));
        const auto form = rule::base64_at_offsets(bytes)[before.size() % 3];
        BOOST_REQUIRE(!form.empty());
        BOOST_REQUIRE(whole.find(form) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_forms_leave_out_no_more_than_they_must) {
    const auto forms = rule::base64_at_offsets("foobar");
    BOOST_TEST(forms[0] == "Zm9vYmFy");
    BOOST_TEST(forms[1] == "Zvb2Jhc");
    BOOST_TEST(forms[2] == "mb29iYX");
}

BOOST_AUTO_TEST_CASE(utf_16_has_two_bytes_a_unit_and_pairs_beyond_the_first_plane) {
    using rule::ByteOrder;
    BOOST_TEST(rule::utf16("a\u00e9", ByteOrder::little) == "a\0\xe9\0"s);
    BOOST_TEST(rule::utf16("a\u20ac", ByteOrder::big) == "\0a\x20\xac"s);
    BOOST_TEST(rule::utf16("\U0001f600", ByteOrder::big) == "\xd8\x3d\xde\x00"s);
    BOOST_TEST(rule::utf16("a\xff"
                           "b",
                           ByteOrder::big) == "\0a\0b"s);
    BOOST_TEST(rule::utf16("", ByteOrder::little).empty());
}

BOOST_AUTO_TEST_SUITE_END()
