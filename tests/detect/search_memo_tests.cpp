// SPDX-License-Identifier: Apache-2.0
#include "detect/search_memo.hpp"

#include <boost/test/unit_test.hpp>

#include "support/chance.hpp"

using namespace pipehound;
using detect::LiteralIndex;
using detect::SearchMemo;
using test::Chance;

namespace {

using Numbers = std::vector<std::uint32_t>;

template <typename Search>
Numbers found(Search&& search) {
    Numbers numbers;
    search([&](std::uint32_t number) { numbers.push_back(number); });
    return numbers;
}

Numbers walked(const LiteralIndex& index, std::string_view text) {
    return found([&](auto&& each) { index.search(text, each); });
}

Numbers remembered(SearchMemo& memo, const LiteralIndex& index, std::string_view text) {
    return found([&](auto&& each) { memo.search(index, text, each); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(search_memo_tests)

/// More texts than it has places, so that many drive one another out.
BOOST_AUTO_TEST_CASE(tells_what_a_walk_tells_of_texts_that_come_again_and_drive_others_out) {
    LiteralIndex tools, places;
    tools.add("nc", 1), tools.add("ncat", 2), tools.add("n", 3);
    places.add("/tmp", 4), places.add("/tmp/n", 5), places.add("c", 6);
    SearchMemo memo;
    Chance chance{7};
    std::size_t hits = 0;
    for (int i = 0; i < 60000; ++i) {
        const auto text = chance.text({"n", "c", "at", "/tmp/"}, 7);
        for (const auto* const index : {&tools, &places}) {
            const auto expected = walked(*index, text);
            hits += expected.size();
            BOOST_REQUIRE(remembered(memo, *index, text) == expected);
        }
    }
    BOOST_TEST(hits > 60000u);
}

BOOST_AUTO_TEST_CASE(a_long_text_is_walked_each_time) {
    LiteralIndex index;
    index.add("ncat", 9);
    SearchMemo memo;
    const std::string padding(1000, 'x');
    for (const auto& text : {padding + "ncat", padding + "ncaT", padding + "ncat"})
        BOOST_TEST(remembered(memo, index, text) == walked(index, text));
}

BOOST_AUTO_TEST_CASE(an_empty_index_finds_nothing) {
    SearchMemo memo;
    BOOST_TEST(remembered(memo, LiteralIndex{}, "ncat").empty());
}

BOOST_AUTO_TEST_SUITE_END()
