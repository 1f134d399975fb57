// SPDX-License-Identifier: Apache-2.0
#include "rule/pattern.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "rule/sigma_value.hpp"
#include "support/chance.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using rule::Pattern;
using Kind = Pattern::Kind;

namespace {

struct Written {
    std::string sigma;
    std::vector<Pattern::Piece> pieces;
};
std::ostream& operator<<(std::ostream& out, const Written& w) { return out << w.sigma; }

Pattern::Piece literal(std::string text) { return {Kind::literal, std::move(text)}; }
const Pattern::Piece run{Kind::any_run, {}};
const Pattern::Piece one{Kind::any_one, {}};

const Written written[] = {
    {"", {}},
    {"abc", {literal("abc")}},
    {"a*", {literal("a"), run}},
    {"***", {run}},
    {"??", {one, one}},
    {"*?*", {run, one, run}},
    {"\\*", {literal("*")}},
    {"\\?", {literal("?")}},
    {"\\\\*", {literal("\\"), run}},
    {"\\\\\\*", {literal("\\*")}},
    {"\\a", {literal("\\a")}},
    {"\\", {literal("\\")}},
    {"C:\\Windows\\x", {literal("C:\\Windows\\x")}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pattern_tests)

BOOST_DATA_TEST_CASE(a_backslash_takes_the_meaning_from_wildcards_and_itself, data::make(written),
                     w) {
    BOOST_TEST((rule::sigma_pattern(w.sigma).pieces() == w.pieces));
}

BOOST_AUTO_TEST_CASE(what_a_pattern_is_written_as_reads_as_the_same_pattern) {
    test::Chance chance{1};
    const std::vector<std::string> letters{"a", "b", "*", "?", "\\", "\u00e4"};
    for (int round = 0; round < 5000; ++round) {
        const auto pattern = rule::sigma_pattern(chance.text(letters, 10));
        BOOST_REQUIRE((rule::sigma_pattern(rule::text(pattern)) == pattern));
    }
}

BOOST_AUTO_TEST_CASE(neighbours_of_a_kind_become_one_piece) {
    Pattern pattern;
    pattern.add("a");
    pattern.add("");
    pattern.add("b");
    pattern.add(Kind::any_run);
    pattern.add(Kind::any_run);
    pattern.add(Kind::any_one);
    pattern.add(Kind::any_one);
    BOOST_TEST((pattern.pieces() == std::vector<Pattern::Piece>{literal("ab"), run, one, one}));
}

BOOST_AUTO_TEST_CASE(one_run_at_an_end_is_enough) {
    const auto around = Pattern{"a"}.after_any().before_any();
    BOOST_TEST((around.pieces() == std::vector<Pattern::Piece>{run, literal("a"), run}));
    BOOST_TEST((around.after_any().before_any() == around));
    BOOST_TEST((Pattern{}.after_any().before_any().pieces() == std::vector<Pattern::Piece>{run}));
}

BOOST_AUTO_TEST_CASE(a_pattern_without_wildcards_has_a_literal) {
    BOOST_TEST(Pattern{}.is_literal());
    BOOST_TEST(Pattern{}.literal().empty());
    BOOST_TEST(Pattern{"a*"}.literal() == "a*");
    BOOST_TEST(!Pattern{"a"}.before_any().is_literal());
}

BOOST_AUTO_TEST_SUITE_END()
