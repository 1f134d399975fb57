// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_lexer.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

/// "where 1:9" and so on, each kind marked: a "string", a `name`, #5 and #5.5.
std::string shown(const EqlToken& token) {
    const auto place =
        ' ' + std::to_string(token.place.line) + ':' + std::to_string(token.place.column);
    switch (token.kind) {
        case EqlToken::Kind::word:
        case EqlToken::Kind::sign:
            return token.text + place;
        case EqlToken::Kind::quoted:
            return '`' + token.text + '`' + place;
        case EqlToken::Kind::string:
            return '"' + token.text + '"' + place;
        case EqlToken::Kind::integer:
        case EqlToken::Kind::decimal:
            return (token.kind == EqlToken::Kind::integer ? "#" : "#.") + token.text + place;
        case EqlToken::Kind::end:
            return "end" + place;
    }
    return {};
}

std::string read(const std::string& written) {
    try {
        std::string line;
        for (const auto& token : eql_tokens(written, {1, 1}))
            line += (line.empty() ? "" : ", ") + shown(token);
        return line;
    } catch (const Refusal& refusal) {
        return text(Diagnostic{"", refusal.place, refusal.what(), refusal.hint}).substr(1);
    }
}

const Reading readings[] = {
    {"", "end 1:1"},
    {"a.b == 5", "a 1:1, . 1:2, b 1:3, == 1:5, #5 1:8, end 1:9"},
    {"a\n  b\r\n\tc", "a 1:1, b 2:3, c 3:2, end 3:3"},
    {"a // b \" c\nd /* e\n * */ f", "a 1:1, d 2:1, f 3:7, end 3:8"},
    {"/**/a/*/*/b", "a 1:5, b 1:11, end 1:12"},
    {"in~ like~ regex~ length~(",
     "in~ 1:1, like~ 1:5, regex~ 1:11, length~ 1:18, ( 1:25, end 1:26"},
    {"@timestamp _x x1", "@timestamp 1:1, _x 1:12, x1 1:15, end 1:17"},
    {"a<=b<c>=d>e!=f=g:h",
     "a 1:1, <= 1:2, b 1:4, < 1:5, c 1:6, >= 1:7, d 1:9, > 1:10, e 1:11, != 1:12, f 1:14, = 1:15, "
     "g 1:16, : 1:17, h 1:18, end 1:19"},
    {"+-*/%()[]{},|.?!~",
     "+ 1:1, - 1:2, * 1:3, / 1:4, % 1:5, ( 1:6, ) 1:7, [ 1:8, ] 1:9, { 1:10, } 1:11, , 1:12, | "
     "1:13, . 1:14, ? 1:15, ! 1:16, ~ 1:17, end 1:18"},
    {"1 1.5 .5 1. 1e3 1.5E-3",
     "#1 1:1, #.1.5 1:3, #..5 1:7, #.1. 1:10, #.1e3 1:13, #.1.5E-3 1:17, end 1:23"},
    {"30s 3else", "#30 1:1, s 1:3, #3 1:5, else 1:6, end 1:10"},
    {"\"\" \"a b\"", "\"\" 1:1, \"a b\" 1:4, end 1:9"},
    {"\"\\n\\r\\t\\b\\f\\\\\\\"\\'\"", "\"\n\r\t\b\f\\\"'\" 1:1, end 1:19"},
    {"\"\\u{41}\\u{0e9}\\u{20AC}\\u{1f600}\"", "\"A\u00e9\u20ac\U0001f600\" 1:1, end 1:33"},
    {"\"\u20ac\" a", "\"\u20ac\" 1:1, a 1:5, end 1:6"},
    {"\"\"\"a\\b \"c\" \"\"\" d", "\"a\\b \"c\" \" 1:1, d 1:16, end 1:17"},
    {"\"\"\"\"\"\"", "\"\" 1:1, end 1:7"},
    {"\"\"\"a\"\"\"\"\"", "\"a\"\"\" 1:1, end 1:10"},
    {"\"// a\" \"/* b\"", "\"// a\" 1:1, \"/* b\" 1:8, end 1:14"},
    {"`a-b` `c``d` `where`", "`a-b` 1:1, `c`d` 1:7, `where` 1:14, end 1:21"},
    {"a 'b'",
     "1:3: EQL no longer has strings of this kind (write \"text\", or \"\"\"raw text\"\"\")"},
    {"?'b'",
     "1:1: EQL no longer has strings of this kind (write \"text\", or \"\"\"raw text\"\"\")"},
    {"\n \"a\n\"", "2:2: the string does not end on its line (close it with \")"},
    {"\"a\\",
     "1:3: unknown escape in a string (a backslash itself is written \\\\, or the whole string as "
     "\"\"\"raw text\"\"\")"},
    {"\"\"\"a\n\"\"\"", "1:1: the string does not end on its line (close it with \"\"\")"},
    {"\"ab\\d\"",
     "1:4: unknown escape in a string (a backslash itself is written \\\\, or the whole string as "
     "\"\"\"raw text\"\"\")"},
    {"\"\\u41\"", "1:2: \\u names no character (as in \\u{2f} or \\u{1f600})"},
    {"\"\\u{d800}\"", "1:2: \\u names no character (as in \\u{2f} or \\u{1f600})"},
    {"\"\\u{}\"", "1:2: \\u names no character (as in \\u{2f} or \\u{1f600})"},
    {"\"\\u{123456789abc}\"", "1:2: \\u names no character (as in \\u{2f} or \\u{1f600})"},
    {"a /* b", "1:3: the comment does not end (close it with */)"},
    {"`a", "1:1: the name does not end (close it with `)"},
    {"``", "1:1: the name in backticks is empty"},
    {"a !: b", "1:3: !: is not EQL (write not (field : \"value\"))"},
    {"a ; b",
     "1:3: the character ; is not expected here (text stands in quotes, an unusual name in "
     "backticks)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(eql_lexer_tests)

BOOST_DATA_TEST_CASE(a_text_is_cut_into_tokens_with_their_places, data::make(readings), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_AUTO_TEST_CASE(places_are_those_of_the_file_that_the_text_stands_in) {
    const auto tokens = eql_tokens("a b\nc", {10, 20});
    BOOST_CHECK((tokens.at(1).place == Place{10, 22}));
    BOOST_CHECK((tokens.at(2).place == Place{11, 1}));
}

BOOST_AUTO_TEST_CASE(a_query_without_end_is_refused) {
    BOOST_TEST(read(std::string(500'001, '(')) ==
               "1:500001: the query is too long (cut it into several)");
}

BOOST_AUTO_TEST_CASE(a_long_token_is_told_by_its_beginning) {
    std::string text(39, 'a');
    text += "\u20ac and so on";
    BOOST_TEST(told({EqlToken::Kind::string, text, {}}) ==
               "the string \"" + std::string(39, 'a') + "...\"");
    BOOST_TEST(told({EqlToken::Kind::end, {}, {}}) == "the end of the query");
}

BOOST_AUTO_TEST_SUITE_END()
