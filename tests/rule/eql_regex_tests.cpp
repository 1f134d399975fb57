// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_regex.hpp"

#include <re2/re2.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

std::string read(const std::string& lucene) {
    try {
        return re2_of_lucene(lucene, {1, 1});
    } catch (const Refusal& refusal) {
        return std::string{refusal.what()} + " (" + refusal.hint + ')';
    }
}

bool matches(const std::string& lucene, const std::string& text) {
    RE2::Options options;
    options.set_dot_nl(true);
    options.set_log_errors(false);
    const RE2 expression{re2_of_lucene(lucene, {1, 1}), options};
    BOOST_REQUIRE_MESSAGE(expression.ok(), expression.error());
    return RE2::PartialMatch(text, expression);
}

const Reading readings[] = {
    {"", "^(?:)$"},
    {"a|b", "^(?:a|b)$"},
    {R"(\.[a-z0-9_\-]{1,9})", R"(^(?:\.[a-z0-9_\-]{1,9})$)"},
    {R"(\d\D\s\S\w\W)", R"(^(?:\d\D\s\S\w\W)$)"},
    {R"([\w.]+)", R"(^(?:[\w.]+)$)"},
    {R"(\/\^\$\@\#\&\~\<)", R"(^(?:\/\^\$\@\#\&\~\<)$)"},
    {"[^@#&~<$^]", "^(?:[^@#&~<$^])$"},
    {"[[:x]", R"(^(?:[\[:x])$)"},
    {R"("a.b"+)", R"(^(?:(?:a\.b)+)$)"},
    {"\\\xe2\x82\xac", "^(?:\xe2\x82\xac)$"},
};

const Reading mistakes[] = {
    {"^a",
     "in a regex Elasticsearch reads ^ as a plain character (a regex takes the whole value; "
     "write \\^ for the sign)"},
    {"a$",
     "in a regex Elasticsearch reads $ as a plain character (a regex takes the whole value; "
     "write \\$ for the sign)"},
    {"a@b", "in a regex Elasticsearch reads @ as any text (write .* for that, \\@ for the sign)"},
    {"a#", "in a regex Elasticsearch reads # as no text at all (write \\# for the sign)"},
    {"a&b",
     "in a regex Elasticsearch reads & as an intersection (join two conditions with and; "
     "write \\& for the sign)"},
    {"a~b", "in a regex Elasticsearch reads ~ as a complement (use not; write \\~ for the sign)"},
    {"a<1-9>",
     "in a regex Elasticsearch reads < as a range of numbers (write the digits out; \\< "
     "for the sign)"},
    {"(?i)a",
     "in a regex Elasticsearch reads (? as text (write ( alone, and regex~ to ignore "
     "case)"},
    {"\\ba",
     "in a regex Elasticsearch reads \\b as b (leave the backslash out; a line break is "
     "\\n in a string of \"plain\" quotes)"},
    {"a\\", "the regex ends in a backslash (double it)"},
    {"[a", "the regex has a [ without its ] (write \\[ for the sign)"},
    {"[a\\", "the regex ends in a backslash (double it)"},
    {"a\"b",
     "in a regex a quote begins plain text, and this one does not end (write \\\" for the "
     "sign)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(eql_regex_tests)

BOOST_DATA_TEST_CASE(what_both_read_alike_stays, data::make(readings), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
    BOOST_TEST(RE2{read(reading.written)}.ok());
}

BOOST_DATA_TEST_CASE(what_lucene_reads_otherwise_is_refused, data::make(mistakes), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_AUTO_TEST_CASE(the_whole_value_is_taken) {
    BOOST_TEST(matches("a|b", "a"));
    BOOST_TEST(!matches("a|b", "ab"));
    BOOST_TEST(!matches("a", "a\n"));
    BOOST_TEST(matches("a.c", "a\nc"));
}

BOOST_AUTO_TEST_CASE(text_in_quotes_is_plain_and_repeats_as_a_whole) {
    BOOST_TEST(matches(R"(x"a.b"+)", "xa.ba.b"));
    BOOST_TEST(!matches(R"(x"a.b"+)", "xa.bb"));
    BOOST_TEST(matches(R"(""x)", "x"));
}

BOOST_AUTO_TEST_SUITE_END()
