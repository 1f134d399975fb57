// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_lexer.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

using namespace pipehound::rule;

namespace {

using Kind = KqlToken::Kind;

KqlToken first(const std::string& text) { return kql_tokens(text).front(); }

/// All tokens, blanks between them.
std::string words(const std::string& text) {
    std::string told;
    for (const auto& token : kql_tokens(text)) told += (told.empty() ? "" : " ") + token.text;
    return told;
}

struct Written {
    std::string text;
    std::string meant;
};
std::ostream& operator<<(std::ostream& out, const Written& written) { return out << written.text; }

const Written strings[] = {
    {R"("a b")", "a b"},
    {R"('a "b"')", "a \"b\""},
    {R"("it's")", "it's"},
    {R"("C:\\x\t\"q\"\n")", "C:\\x\t\"q\"\n"},
    {R"('\'')", "'"},
    {R"("\u002f\x2f\U0001F600")", "//\xf0\x9f\x98\x80"},
    {R"(@"C:\x\")", "C:\\x\\"},
    {R"(@'a''b')", "a'b"},
    {R"(h"secret")", "secret"},
    {R"(H@'a\b')", "a\\b"},
    {"```two\nlines```", "two\nlines"},
    {"~~~a ``` b~~~", "a ``` b"},
    {R"("")", ""},
};

struct Refused {
    std::string text;
    Place place;
    std::string message;
};
std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.text; }

const Refused refusals[] = {
    {"\"open", {1, 1}, "the string does not end on its line"},
    {"\n  'two\nlines'", {2, 3}, "the string does not end on its line"},
    {"@\"open\"\"", {1, 1}, "the string does not end on its line"},
    {"```open", {1, 1}, "the string does not end"},
    {R"("a\d")", {1, 3}, "unknown escape in a string"},
    {R"("\uD800")", {1, 2}, "the escape names no character"},
    {R"("\u12")", {1, 2}, "the escape names no character"},
    {"x $ y", {1, 3}, "the character $ is not expected here"},
    {"\xc3\xa9", {1, 1}, "the character \xc3\xa9 is not expected here"},
    {"datetime(2026-01-01\n)", {1, 1}, "datetime( does not end on its line"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kql_lexer_tests)

BOOST_DATA_TEST_CASE(a_string_is_what_it_means, strings, written) {
    const auto token = first(written.text);
    BOOST_TEST((token.kind == Kind::string));
    BOOST_TEST(token.text == written.meant);
    BOOST_TEST(kql_tokens(written.text).size() == 2u);
}

BOOST_AUTO_TEST_CASE(operators_of_letters_keep_their_mark) {
    BOOST_TEST(words("a !has b in~ c !in~ d=~e!~f") == "a !has b in~ c !in~ d =~ e !~ f ");
    BOOST_TEST((first("!contains_cs").kind == Kind::word));
}

BOOST_AUTO_TEST_CASE(numbers_spans_and_ranges_are_told_apart) {
    BOOST_TEST((first("4444").kind == Kind::integer));
    BOOST_TEST((first("1.5").kind == Kind::decimal));
    BOOST_TEST((first("1e3").kind == Kind::decimal));
    BOOST_TEST((first("7d").kind == Kind::timespan));
    BOOST_TEST((first("1.5h").kind == Kind::timespan));
    BOOST_TEST(words("1..1024") == "1 .. 1024 ");
}

BOOST_AUTO_TEST_CASE(literals_of_time_are_one_token) {
    const auto date = first("datetime( 2026-11-20 10:00 )");
    BOOST_TEST((date.kind == Kind::datetime));
    BOOST_TEST(date.text == "2026-11-20 10:00");
    BOOST_TEST(first("datetime(\"2026-11-20\")").text == "2026-11-20");
    BOOST_TEST((first("timespan(1.02:03:04)").kind == Kind::timespan));
    BOOST_TEST((first("datetime").kind == Kind::word));
}

BOOST_AUTO_TEST_CASE(a_name_may_stand_in_brackets_where_no_list_begins) {
    BOOST_TEST((first("['TargetProcessName']").kind == Kind::quoted));
    BOOST_TEST(words("dynamic(['a'])") == "dynamic ( [ a ] ) ");
    BOOST_TEST(words("dynamic([\"a\", \"b\"])") == "dynamic ( [ a , b ] ) ");
}

BOOST_AUTO_TEST_CASE(comments_are_skipped_and_places_counted_in_characters) {
    const auto tokens = kql_tokens("// \xc3\xa9 note\n'\xc3\xa9' x // end");
    BOOST_REQUIRE(tokens.size() == 3u);
    BOOST_TEST((tokens[0].place == Place{2, 1}));
    BOOST_TEST((tokens[1].place == Place{2, 5}));
    BOOST_TEST(told(tokens[2]) == "the end of the query");
    BOOST_TEST(told(tokens[1]) == "x");
}

BOOST_DATA_TEST_CASE(what_is_broken_is_told_with_its_place, refusals, refused) {
    BOOST_CHECK_EXCEPTION((void)kql_tokens(refused.text), Refusal, [&](const Refusal& refusal) {
        BOOST_TEST(refusal.what() == refused.message);
        BOOST_TEST((refusal.place == refused.place),
                   refusal.place.line << ':' << refusal.place.column);
        return !refusal.hint.empty();
    });
}

BOOST_AUTO_TEST_SUITE_END()
