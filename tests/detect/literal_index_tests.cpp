// SPDX-License-Identifier: Apache-2.0
#include "detect/literal_index.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "support/chance.hpp"

using namespace pipehound;
using detect::LiteralIndex;
using test::Chance;

namespace {

using Numbers = std::set<std::uint32_t>;

Numbers found(const LiteralIndex& index, std::string_view text) {
    Numbers numbers;
    index.search(text, [&](std::uint32_t number) { numbers.insert(number); });
    return numbers;
}

void compare(unsigned seed, const std::vector<std::string>& letters, std::size_t longest) {
    Chance chance{seed};
    std::size_t hits = 0;
    for (int round = 0; round < 300; ++round) {
        LiteralIndex index;
        std::vector<std::string> literals;
        for (std::uint32_t number = 0; number < 40; ++number) {
            literals.push_back(chance.of(letters) + chance.text(letters, longest));
            index.add(literals.back(), number);
        }
        for (int i = 0; i < 20; ++i) {
            auto text = chance.text(letters, 12);
            if (chance.one_in(2)) text += chance.of(literals) + chance.text(letters, 3);
            Numbers expected;
            for (std::uint32_t number = 0; number < literals.size(); ++number)
                if (text.find(literals[number]) != std::string::npos) expected.insert(number);
            hits += expected.size();
            BOOST_REQUIRE(found(index, text) == expected);
        }
    }
    BOOST_TEST(hits > 1000);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(literal_index_tests)

BOOST_AUTO_TEST_CASE(finds_what_a_search_for_each_literal_finds) {
    compare(1, {"a", "b"}, 7);
    compare(2, {"a", "b", "c", "/", " ", "-", std::string(1, '\0'), "\xff"}, 9);
    compare(3, {"/bin/", "nc", "sh", " -e ", "x"}, 4);
}

BOOST_AUTO_TEST_CASE(an_empty_index_finds_nothing) {
    BOOST_TEST(LiteralIndex{}.empty());
    BOOST_TEST(found(LiteralIndex{}, "abc").empty());
}

BOOST_AUTO_TEST_CASE(a_literal_may_stand_for_several_numbers) {
    LiteralIndex index;
    index.add("nc", 1);
    index.add("nc", 7);
    BOOST_TEST((found(index, "ncat") == Numbers{1, 7}));
    BOOST_TEST(found(index, "n").empty());
}

BOOST_AUTO_TEST_CASE(literals_of_all_lengths_are_found_at_both_ends_of_a_text) {
    LiteralIndex index;
    std::string text;
    for (std::uint32_t length = 1; length <= 12; ++length)
        index.add(std::string("abcdefghijkl").substr(0, length), length);
    BOOST_TEST(found(index, "abcdefghijkl").size() == 12u);
    BOOST_TEST(found(index, "xabcdefghijkl").size() == 12u);
    BOOST_TEST(found(index, "bcdefghijkl").empty());
}

BOOST_AUTO_TEST_SUITE_END()
