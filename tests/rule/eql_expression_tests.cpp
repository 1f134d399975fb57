// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_expression.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "rule/eql_parser.hpp"
#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

const std::string head = "any where ";

ConditionPtr condition(const std::string& written) {
    return std::get<EventQuery>(parse_eql(eql_tokens(head + written, {1, 1})).asks).condition;
}

std::string mistake(const Refusal& refusal) {
    const auto hint = refusal.hint.empty() ? "" : " (" + refusal.hint + ')';
    return std::to_string(refusal.place.column - head.size()) + ": " + refusal.what() + hint;
}

std::string read(const std::string& written) {
    try {
        return text(*condition(written));
    } catch (const Refusal& refusal) {
        return mistake(refusal);
    }
}

const Reading readings[] = {
    {"process.name == \"sh\"", "process.name ~~ \"sh\""},
    {"`odd name` == 1 and `a``b`.c == 2", "(odd name = 1 and a`b.c = 2)"},
    {"not a == 1 and b == 2 or c == 3", "((not a = 1 and b = 2) or c = 3)"},
    {"a == 1 and (b == 2 or c == 3)", "(a = 1 and (b = 2 or c = 3))"},
    {"not not a", "not not a ~~ \"true\""},
    {"a != \"x\" and ?b != null and c == null", "(not a ~~ \"x\" and ?b exists and c is null)"},
    {"a < 5 and 5 < a and a >= \"m\" and \"m\" > a",
     "(a < 5 and a > 5 and a >= \"m\" and a < \"m\")"},
    {"a == true and b != false and c", "(a ~~ \"true\" and not b ~~ \"false\" and c ~~ \"true\")"},
    {"a : \"x*\" and b : (\"y\", \"?z\")", "(a ~ \"x*\" and (b ~ \"y\" or b ~ \"?z\"))"},
    {"a : \"back\\\\*slash\" and b like \"\"\"C:\\*\"\"\"",
     "(a ~ \"back\\\\*slash\" and b ~~ \"C:\\\\*\")"},
    {"a like~ \"x\" and a like (\"x\", \"y*\")", "(a ~ \"x\" and (a ~~ \"x\" or a ~~ \"y*\"))"},
    {"a in (\"a*\", 5, -2, true) and a in~ (\"b*\") and a not in (\"c\") and a not in~ (\"d\")",
     "((a ~~ \"a\\*\" or a = 5 or a = -2 or a ~~ \"true\") and a ~ \"b\\*\" and not a ~~ \"c\" and "
     "not a ~ \"d\")"},
    {"a regex \".*x\" and a regex~ (\"a\\\\.b\", \"\"\"\\d+\"\"\")",
     "(a =~ \"(?s)^(?:.*x)$\" and (a =~ \"(?i)(?s)^(?:a\\.b)$\" or a =~ \"(?i)(?s)^(?:\\d+)$\"))"},
    {"cidrMatch(a, \"10.0.0.0/8\", \"fe80::/10\") and not cidrmatch(b, \"::1\")",
     "((a in network 10.0.0.0/8 or a in network fe80::/10) and not b in network ::1)"},
    {"startsWith(a, \"x\") and endsWith~(a, \"y\") and STRINGCONTAINS(a, \"z*\")",
     "(a ~~ \"x*\" and a ~ \"*y\" and a ~~ \"*z\\**\")"},
    {"startsWith(a, b) == false", "not startsWith(a, b) ~~ \"true\""},
    {"startsWith(a, \"b\") == false and startsWith(a, \"b\") != false",
     "(not a ~~ \"b*\" and a ~~ \"b*\")"},
    {"length(a) > 1 + 2 * 3 and length(\"abc\") == 3", "(length(a) > 7 and true)"},
    {"a + 1 * 2 - b / 3 % 2 > 5", "subtract(add(a, 2), modulo(divide(b, 3), 2)) > 5"},
    {"-a == -5 and -(a) < +3", "(subtract(0, a) = -5 and subtract(0, a) < 3)"},
    {"(a + 1) * 2 == 4", "multiply(add(a, 1), 2) = 4"},
    {"a - 1.5e3 == .5", "subtract(a, 1500) = 0.5"},
    {"substring(a, -3, 2) == \"x\" and between(a, \"[\", \"]\", true) : \"y*\"",
     "(substring(a, -3, 2) ~~ \"x\" and between(a, \"[\", \"]\", true) ~ \"y*\")"},
    {"concat(a, \"/\", b) in (\"x/y\") and string(a) like \"1*\"",
     "(concat(a, \"/\", b) ~~ \"x/y\" and string(a) ~~ \"1*\")"},
    {"number(a, 16) == 1 and indexOf~(a, \"x\", 1) == 2",
     "(number(a, 16) = 1 and indexOf~(a, \"x\", 1) = 2)"},
    {"1 == 1 and \"a\" != \"a\" and 1 < 2 and 1 == 1.0", "(true and false and true and true)"},
    {"(a == 1) == true", "a = 1"},
    {"(a == 1) != true", "not a = 1"},
    {"(a > 1) == null and null != (a > 1 and b)",
     "((a > 1) is unknown and not ((a > 1 and b ~~ \"true\")) is unknown)"},
    {"length(null) == null and add(a, null) == 1 and number(a, null) == 2",
     "(length(null) is null and add(a, null) = 1 and number(a, null) = 2)"},
    {"a == number(\"0x1f\") and a == concat(\"x\", 1) and a == length(\"\u00e4\")",
     "(a = 31 and a ~~ \"x1\" and a = 1)"},
    {"stringContains(a, \"\")", "stringContains(a, \"\") ~~ \"true\""},
    {"concat(\"x\") : \"X\"", "\"x\" ~ \"X\""},
    {"a == \"\\u{2f}\\u{1F600}\"", "a ~~ \"/😀\""},
    {"@timestamp == \"2026-11-20\" and @timestamp != 5",
     "((moment of @timestamp >= 1795132800000 and moment of @timestamp <= 1795219199999) and not "
     "(moment of @timestamp >= 5 and moment of @timestamp <= 5))"},
    {"event.start < \"2026-11-20T10:00:00Z\" and event.start > \"2026-11-20T10:00:00Z\"",
     "(moment of event.start < 1795168800000 and moment of event.start > 1795168800999)"},
    {"process.where == 1", "process.where = 1"},
};

const Reading mistakes[] = {
    {"a == b",
     "6: EQL compares a field with a value, not with another field (write the value itself, or "
     "join two events by the field in a sequence)"},
    {"a == 1 == 2", "8: == is not expected here (join conditions with and, or, not)"},
    {"a = 1", "3: = is not expected here (values are compared with ==)"},
    {"a == 'x'",
     "6: EQL no longer has strings of this kind (write \"text\", or \"\"\"raw text\"\"\")"},
    {"a == ?\"x\"",
     "6: EQL no longer has strings of this kind (write \"text\", or \"\"\"raw text\"\"\")"},
    {"a and !b", "7: ! is not expected here (write not)"},
    {"a && b", "3: & is not EQL (write and)"},
    {"a || b", "3: || is not EQL (write or)"},
    {"a AND b", "3: AND is not expected here (keywords have small letters: and)"},
    {"a ==", "5: a field or a value is missing before the end of the query"},
    {"a == \"x", "6: the string does not end on its line (close it with \")"},
    {"a == \"x\\q\"",
     "8: unknown escape in a string (a backslash itself is written \\\\, or the whole string as "
     "\"\"\"raw text\"\"\")"},
    {"a == \"\\u{2f}\\u{1F600}\\u{7fffffff}\"",
     "22: \\u names no character (as in \\u{2f} or \\u{1f600})"},
    {"/* b", "1: the comment does not end (close it with */)"},
    {"a == 99999999999999999999", "6: the number 99999999999999999999 is too large or too small"},
    {"a == 1e999", "6: the number 1e999 is too large or too small"},
    {"a in (\"x\", b)",
     "12: behind in only values are written out (EQL compares a field with a value, not with "
     "another field)"},
    {"a in \"x\"", "6: a list is wanted before the string \"x\" (as in: in (\"a\", \"b\"))"},
    {"a in ()", "3: the list is empty (give it a value)"},
    {"a : null", "5: : takes a text in quotes (other values are compared with == or in)"},
    {"a like 5", "8: like takes a text in quotes (other values are compared with == or in)"},
    {"a : 5", "5: : takes a text in quotes (other values are compared with == or in)"},
    {"a not like \"x\"", "3: not is not expected here (write not before the field)"},
    {"\"x\" : a",
     "7: behind : only values are written out (EQL compares a field with a value, not with another "
     "field)"},
    {"(a == 1) < false",
     "10: a condition compares with true, false and null alone (join conditions with and, or, "
     "not)"},
    {"a < true", "5: true and false stand in no order (write == or !=)"},
    {"\"a\" < 5", "5: a text and a number stand in no order"},
    {"\"a\"",
     "1: a text is no condition (compare it with something, as in: process.name == \"sh\")"},
    {"5", "1: a number is no condition (compare it with something, as in: process.name == \"sh\")"},
    {"length(a)",
     "1: a number is no condition (compare it with something, as in: process.name == \"sh\")"},
    {"length(a) == \"x\"", "14: a number is compared with a text (compare it with a number)"},
    {"lenght(a) == 1", "1: there is no function lenght (did you mean length?)"},
    {"cidrMatch~(a, \"::1\")", "1: cidrMatch knows no case to ignore (leave the ~ out)"},
    {"cidrMatch(a, b)", "14: cidrMatch takes a text that is written out here"},
    {"number(5) == 1", "8: number takes a text here, not a number"},
    {"a == number(\"x\")", "13: the text writes no number in this base"},
    {"cidrMatch(a, null)", "14: cidrMatch takes a text here, not null"},
    {"length(5) == 1", "8: length takes a text here, not a number"},
    {"length(a, b) == 1", "1: length takes 1 argument, not 2"},
    {"substring(a) == 1", "1: substring takes 2 or 3 arguments, not 1"},
    {"(a == 1) + 1 == 2",
     "2: a condition stands where a value is expected (join conditions with and, or, not)"},
    {"length(a == 1) == 2",
     "8: a condition stands where a value is expected (join conditions with and, or, not)"},
    {"1 / 0 == 1", "1: the result is no number, or too large for one"},
    {"9223372036854775807 + 1 == 1", "1: the result is no number, or too large for one"},
    {"@timestamp > \"now-1d\"",
     "14: a date is expected here (as in \"2026-11-20T10:00:00Z\", or milliseconds since 1970)"},
    {"process.args[0] == \"x\"",
     "13: [ is not expected here (EQL asks all values of a field, none by its number)"},
    {"where == 1", "1: where is not expected here (a field of this name stands in backticks)"},
    {"a.b. == 1", "6: the name of a field is missing before =="},
    {"a~ == 1", "1: a~ is not expected here (a ~ stands behind in, like, regex and functions)"},
    {"child of [process where true]",
     "1: child is not expected here (what is told of parents stands in process.parent fields)"},
    {"a == \"x\" b", "10: b is not expected here (join conditions with and, or, not)"},
    {"a == $x", "6: variables are not EQL (write the value itself)"},
    {"a == \"x\" § b",
     "10: the character § is not expected here (text stands in quotes, an unusual name in "
     "backticks)"},
    {"(a == 1", "8: ) is missing before the end of the query"},
    {"a == 1)", "7: ) is not expected here (join conditions with and, or, not)"},
    {"a regex \"^x$\"",
     "9: in a regex Elasticsearch reads ^ as a plain character (a regex takes the whole value; "
     "write \\^ for the sign)"},
    {"a regex \"a|b&c\"",
     "9: in a regex Elasticsearch reads & as an intersection (join two conditions with and; write "
     "\\& for the sign)"},
    {"a regex \"\"\"\\bx\"\"\"",
     "9: in a regex Elasticsearch reads \\b as b (leave the backslash out; a line break is \\n in "
     "a string of \"plain\" quotes)"},
    {"a regex \"(?i)x\"",
     "9: in a regex Elasticsearch reads (? as text (write ( alone, and regex~ to ignore case)"},
    {"a /* x */ == // y", "18: a field or a value is missing before the end of the query"},
};

/// Calls `each` with all predicates of a condition.
template <typename Each>
void for_predicates(const Condition& condition, Each each) {
    if (const auto* const predicate = std::get_if<Predicate>(&condition.is)) each(*predicate);
    if (const auto* const all = std::get_if<All>(&condition.is))
        for (const auto& part : all->parts) for_predicates(*part, each);
    if (const auto* const any = std::get_if<Any>(&condition.is))
        for (const auto& part : any->parts) for_predicates(*part, each);
    if (const auto* const negation = std::get_if<Not>(&condition.is))
        for_predicates(*negation->part, each);
    if (const auto* const asked = std::get_if<IsUnknown>(&condition.is))
        for_predicates(*asked->part, each);
}

std::string repeated(const std::string& text, int times) {
    std::string line;
    for (int i = 0; i < times; ++i) line += text;
    return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(eql_expression_tests)

BOOST_DATA_TEST_CASE(a_condition_is_read_by_its_grammar, data::make(readings), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_its_place_and_a_way_out, data::make(mistakes),
                     reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_DATA_TEST_CASE(what_an_event_does_not_tell_is_unknown, data::make(readings), reading) {
    for_predicates(*condition(reading.written), [](const Predicate& predicate) {
        BOOST_CHECK(predicate.absence == Absence::unknown);
        BOOST_CHECK(predicate.computed || !predicate.field.empty());
    });
}

BOOST_AUTO_TEST_CASE(a_predicate_stands_where_its_field_does) {
    std::vector<Place> places;
    for_predicates(*condition("x == 1 and\n  not (?y : (\"a\",\n\"b\"))"),
                   [&](const Predicate& predicate) { places.push_back(predicate.place); });
    BOOST_REQUIRE(places.size() == 3U);
    BOOST_CHECK((places[0] == Place{1, 11}));
    BOOST_CHECK((places[1] == Place{2, 8}));
    BOOST_CHECK((places[2] == Place{2, 8}));
}

BOOST_AUTO_TEST_CASE(a_question_mark_makes_a_field_optional_wherever_it_stands) {
    std::size_t optional = 0;
    for_predicates(*condition("?a == 1 or \"x\" != ?b or ?c in (1) or startsWith(?d, \"e\")"),
                   [&](const Predicate& predicate) { optional += predicate.optional ? 1 : 0; });
    BOOST_TEST(optional == 4U);
    BOOST_TEST(read("length(?a) == 1") == "length(?a) = 1");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_does_not_crash) {
    for (const auto* const deeper : {"(", "not ", "- ", "length(", "x in ("}) {
        const auto told = read(repeated(deeper, 50'000) + "a");
        BOOST_TEST(told.find("nested too deep") != std::string::npos);
        BOOST_TEST(read(repeated(deeper, 10)).find("too deep") == std::string::npos);
    }
    BOOST_TEST(read(repeated("(", 64) + "a" + repeated(")", 64)) == "a ~~ \"true\"");
}

// Nothing opens here, but each sum holds the one before it.
BOOST_AUTO_TEST_CASE(a_long_sum_of_fields_is_refused_a_long_sum_of_numbers_is_one_number) {
    BOOST_TEST(read("a" + repeated(" + a", 50'000) + " > 1").find("too deep") != std::string::npos);
    BOOST_TEST(read("a > 0" + repeated(" + 1", 50'000)) == "a > 50000");
}

BOOST_AUTO_TEST_CASE(a_list_without_end_is_refused) {
    const auto list = [](int values) { return "a in (1" + repeated(", 1", values - 1) + ")"; };
    BOOST_TEST(read(list(1000)).starts_with("(a = 1 or "));
    BOOST_TEST(read(list(100'000))
                   .ends_with(": the condition is too large (at most 100000 values are read)"));
}

BOOST_AUTO_TEST_SUITE_END()
