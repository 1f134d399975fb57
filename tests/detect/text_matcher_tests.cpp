// SPDX-License-Identifier: Apache-2.0
#include "detect/text_matcher.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "event/text.hpp"
#include "rule/condition_text.hpp"
#include "rule/sigma_value.hpp"
#include "support/chance.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using detect::TextMatcher;
using rule::Pattern;
using test::Chance;

namespace {

bool matches(const TextMatcher& matcher, const std::string& text) {
    return matcher.matches({text, event::folded(text)});
}
bool matches(const Pattern& pattern, const std::string& text, bool cased = false) {
    return matches(TextMatcher{rule::TextTest{pattern, cased}}, text);
}
bool matches_regex(const rule::RegexTest& test, const std::string& text) {
    return matches(TextMatcher{test, {}}, text);
}

// ---- the naive reference: every way to share the text out among the pieces is tried

/// Where a `?` that begins at `at` ends: behind one sound UTF-8 character, or one byte of none.
std::size_t behind_one(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = byte(at) >= 0xc2 && byte(at) <= 0xdf   ? 2
                               : byte(at) >= 0xe0 && byte(at) <= 0xef ? 3
                               : byte(at) >= 0xf0 && byte(at) <= 0xf4 ? 4
                                                                      : 1;
    for (std::size_t i = 1; i < length; ++i)
        if (at + i >= text.size() || byte(at + i) < 0x80 || byte(at + i) > 0xbf) return at + 1;
    return at + length;
}

bool begins_character(std::string_view text, std::size_t at) {
    std::size_t next = 0;
    while (next < at) next = behind_one(text, next);
    return next == at;
}

bool naive(std::string_view text, const std::vector<Pattern::Piece>& pieces, std::size_t at = 0,
           std::size_t piece = 0) {
    if (piece == pieces.size()) return at == text.size();
    const auto& [kind, literal] = pieces[piece];
    switch (kind) {
        case Pattern::Kind::literal:
            return text.substr(at).starts_with(literal) &&
                   naive(text, pieces, at + literal.size(), piece + 1);
        case Pattern::Kind::any_run:
            for (auto end = at; end <= text.size(); ++end)
                if (naive(text, pieces, end, piece + 1)) return true;
            return false;
        case Pattern::Kind::any_one:
            return at < text.size() && begins_character(text, at) &&
                   naive(text, pieces, behind_one(text, at), piece + 1);
        case Pattern::Kind::dash:
            for (const std::string_view mark : {"-", "/", "\u2013", "\u2014", "\u2015"})
                if (text.substr(at).starts_with(mark) &&
                    naive(text, pieces, at + mark.size(), piece + 1))
                    return true;
            return false;
    }
    return false;
}

std::vector<Pattern::Piece> folded(std::vector<Pattern::Piece> pieces) {
    for (auto& piece : pieces) piece.text = event::folded(piece.text);
    return pieces;
}

const std::vector<std::string> ascii{
    "a", "b", "A", "B", "-", "/", "\n", "aa", std::string(1, '\0')};
const std::vector<std::string> any_bytes{"a",    "B",        "\u00e4",   "\u20ac", "\U0001f600",
                                         "\xe2", "\x82\xac", "\xf0\x9f", "\x80",   "\xff",
                                         "\n",   "\u2013",   "-",        "\xc2"};

Pattern random_pattern(Chance& chance, const std::vector<std::string>& letters, bool with_dash) {
    Pattern pattern;
    for (auto left = chance.below(6); left > 0; --left) {
        const auto kind = chance.below(with_dash ? 5 : 4);
        if (kind == 0) pattern.add(Pattern::Kind::any_run);
        if (kind == 1) pattern.add(Pattern::Kind::any_one);
        if (kind == 2 || kind == 3) pattern.add(chance.text(letters, 3));
        if (kind == 4) pattern.add(Pattern::Kind::dash);
    }
    return pattern;
}

/// A text that the pattern may well fit: its literals with something for its wildcards.
std::string random_text(Chance& chance, const Pattern& pattern,
                        const std::vector<std::string>& letters) {
    if (chance.one_in(3)) return chance.text(letters, 8);
    std::string text;
    for (const auto& [kind, literal] : pattern.pieces()) {
        if (kind == Pattern::Kind::literal) text += literal;
        if (kind == Pattern::Kind::any_run) text += chance.text(letters, 3);
        if (kind == Pattern::Kind::any_one) text += chance.of(letters);
        if (kind == Pattern::Kind::dash) text += chance.one_in(2) ? "-" : "\u2014";
    }
    if (chance.one_in(4)) text += chance.of(letters);
    if (!text.empty() && chance.one_in(4)) text.erase(chance.below(text.size()), 1);
    return text;
}

struct Tally {
    int matched = 0;
    int not_matched = 0;
};

void compare(unsigned seed, const std::vector<std::string>& letters, bool cased, bool with_dash) {
    Chance chance{seed};
    Tally tally;
    for (int round = 0; round < 2000; ++round) {
        const auto pattern = random_pattern(chance, letters, with_dash);
        const TextMatcher matcher{rule::TextTest{pattern, cased}};
        for (int i = 0; i < 10; ++i) {
            const auto text = random_text(chance, pattern, letters);
            const bool expected = cased ? naive(text, pattern.pieces())
                                        : naive(event::folded(text), folded(pattern.pieces()));
            ++(expected ? tally.matched : tally.not_matched);
            BOOST_REQUIRE_MESSAGE(matches(matcher, text) == expected,
                                  "pattern " << rule::text(pattern) << ", text " << text
                                             << (expected ? " should match" : " should not match"));
        }
    }
    BOOST_TEST(tally.matched > 2000);
    BOOST_TEST(tally.not_matched > 2000);
}

// ---- single cases

struct Case {
    std::string pattern;  // as Sigma writes it
    std::string text;
    bool matches;
    bool cased = false;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.pattern << (c.matches ? " takes " : " does not take ") << c.text;
}

const Case cases[] = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"?", "", false},
    {"nc", "NC", true},
    {"nc", "NC", false, true},
    {"nc", "nc ", false},
    {"*/nc", "/usr/bin/nc", true},
    {"*/nc", "/usr/bin/nca", false},
    {"/tmp/*", "/tmp/", true},
    {"/tmp/*", "/tmp", false},
    {"*a*b*", "xxbxxaxx", false},
    {"*a*b*", "a\nb", true},
    {"a?c", "a\nc", true},
    {"a?c", "a\u00e4c", true},
    {"a?c",
     "a\xff"
     "c",
     true},
    {"a?c",
     "a\xc3\xc3"
     "c",
     false},
    {"*??", "\u20ac", false},
    {"*???", "\u20ac\u20ac", false},
    {"??", "\u20ac", false},
    {"\u00c4rger", "\u00e4RGER", true},
    {"\u00c4rger", "\u00e4RGER", false, true},
    {"*\u00e9*x", "\u00c9\xff\xfe\nX", true},
    {"*\u00e9*x", "\u00c9\xe0\x80\x80X", true},
    {"*\u0436*", "\u0416", true},
    {"a\\*b", "a*b", true},
    {"a\\*b", "axb", false},
    {"a\\\\*b", "a\\xxb", true},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(text_matcher_tests)

BOOST_DATA_TEST_CASE(a_pattern_takes_the_whole_text_or_nothing, data::make(cases), c) {
    BOOST_TEST(matches(rule::sigma_pattern(c.pattern), c.text, c.cased) == c.matches);
}

BOOST_AUTO_TEST_CASE(every_way_of_matching_agrees_with_the_naive_one_on_ascii) {
    compare(1, ascii, true, false);
    compare(2, ascii, false, false);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_characters_are_matched_as_the_naive_one_does) {
    compare(3, any_bytes, true, false);
}

BOOST_AUTO_TEST_CASE(a_dash_is_any_of_five_marks) {
    const std::vector<std::string> letters{"a", "b", "-", "/", "\u2013", "\u2014", "\u2015"};
    compare(4, letters, true, true);
}

/// Two equal letters beyond ASCII, in whatever case, and nothing else: RE2 against plain equality.
BOOST_AUTO_TEST_CASE(letters_beyond_ascii_ignore_case_unless_told_otherwise) {
    const std::pair<std::string, std::string> letters[] = {
        {"\u00e4", "\u00c4"}, {"\u0436", "\u0416"}, {"\u03bb", "\u039b"}, {"\u0151", "\u0150"}};
    for (const auto& [small, large] : letters)
        for (const auto& pattern :
             {Pattern{small}, Pattern{small}.after_any(), Pattern{small}.before_any(),
              Pattern{small}.after_any().before_any()}) {
            BOOST_TEST(matches(pattern, small));
            BOOST_TEST(matches(pattern, large));
            BOOST_TEST(!matches(pattern, large, true));
            BOOST_TEST(!matches(pattern, small.substr(0, 1)));
        }
}

BOOST_AUTO_TEST_CASE(a_glob_takes_no_longer_than_text_times_pattern) {
    Pattern pattern;
    for (int i = 0; i < 50; ++i) {
        pattern.add(Pattern::Kind::any_run);
        pattern.add("a");
        pattern.add(Pattern::Kind::any_one);
    }
    pattern.add("b");
    BOOST_TEST(!matches(pattern, std::string(100'000, 'a')));
}

// `utf16` and `wide` make bytes that are no UTF-8. RE2, which folds letters beyond ASCII, did not
// take them: such rules were refused with a message about a regular expression.
BOOST_AUTO_TEST_CASE(a_pattern_that_is_no_utf_8_is_compared_byte_by_byte) {
    const auto pattern = Pattern{std::string{"\xff\xfe"
                                             "A\0",
                                             4}}
                             .after_any()
                             .before_any();
    BOOST_TEST(matches(pattern, std::string{"x\xff\xfe"
                                            "a\0y",
                                            6}));
    BOOST_TEST(!matches(pattern, std::string{"x\xff\xfe"
                                             "b\0y",
                                             6}));
    BOOST_TEST(!matches(pattern,
                        std::string{"x\xff\xfe"
                                    "a\0y",
                                    6},
                        true));
}

BOOST_AUTO_TEST_CASE(an_expression_is_found_anywhere_and_minds_case) {
    BOOST_TEST(matches_regex({"b+"}, "abbc"));
    BOOST_TEST(!matches_regex({"B+"}, "abbc"));
    BOOST_TEST(matches_regex({"B+", true}, "abbc"));
    BOOST_TEST(matches_regex({"(?i)B+"}, "abbc"));
    BOOST_TEST(!matches_regex({"^b"}, "a\nb"));
    BOOST_TEST(matches_regex({"^b", false, true}, "a\nb"));
    BOOST_TEST(!matches_regex({"a.b"}, "a\nb"));
    BOOST_TEST(matches_regex({"a.b", false, false, true}, "a\nb"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf_8_do_not_blind_an_expression) {
    BOOST_TEST(matches_regex({"^a.*c$"},
                             "a\xff\xfe"
                             "c"));
    BOOST_TEST(matches_regex({"^\u00e4.*c$"},
                             "\u00e4\xff\xfe"
                             "c"));
    BOOST_TEST(matches_regex({"^\u00e4.c$"},
                             "\u00e4\xff"
                             "c"));
}

BOOST_AUTO_TEST_CASE(an_expression_that_re2_does_not_take_is_refused_at_its_place) {
    const auto refused = [](const rule::Refusal& refusal) {
        return refusal.place == rule::Place{3, 7} && !refusal.hint.empty();
    };
    BOOST_CHECK_EXCEPTION((TextMatcher{rule::RegexTest{"(?=a)"}, {3, 7}}), rule::Refusal, refused);
    BOOST_CHECK_EXCEPTION((TextMatcher{rule::RegexTest{"("}, {3, 7}}), rule::Refusal, refused);
}

BOOST_AUTO_TEST_SUITE_END()
