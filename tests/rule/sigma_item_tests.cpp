// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_item.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"

using namespace pipehound::rule;
namespace data = boost::unit_test::data;

namespace {

std::pair<yaml::Node, yaml::Node> pair_of(const std::string& line) {
    return yaml::documents(line).at(0).node.pairs().at(0);
}

/// What `line`, "field|modifiers: values" in YAML, is read as; for a refusal its words.
std::string read(const std::string& line) {
    const auto [key, values] = pair_of(line);
    try {
        return text(*condition_of(read_item(key.text(), key.place(), values)));
    } catch (const Refusal& refusal) {
        return std::string{"refused: "} + refusal.what();
    }
}

struct Reading {
    std::string line;
    std::string condition;
};

std::ostream& operator<<(std::ostream& out, const Reading& reading) { return out << reading.line; }

const Reading readings[] = {
    {"f: v", "f ~ \"v\""},
    {"f: [a, b]", "(f ~ \"a\" or f ~ \"b\")"},
    {"f|all: [a, b]", "(f ~ \"a\" and f ~ \"b\")"},
    {"f|contains: a", "f ~ \"*a*\""},
    {"f|startswith: a", "f ~ \"a*\""},
    {"f|endswith: a", "f ~ \"*a\""},
    {"f|contains: '*a'", "f ~ \"*a*\""},
    {"f|contains|all: [a, b]", "(f ~ \"*a*\" and f ~ \"*b*\")"},
    {"f|cased: Ab", "f ~~ \"Ab\""},
    {"f|neq: [a, b]", "not (f ~ \"a\" or f ~ \"b\")"},
    {"f: 26", "f ~ \"26\""},
    {"f: true", "f ~ \"true\""},
    {"f: null", "f is null"},
    {"f: ~", "f is null"},
    {"f:", "f is null"},
    {"f: ''", "f ~ \"\""},
    {"f: [null, '']", "(f is null or f ~ \"\")"},
    {"f|exists: true", "f exists"},
    {"f|exists: false", "f is absent"},
    {"f|re: a\\.b", "f =~ \"a\\.b\""},
    {"f|re|i: a", "f =~ \"(?i)a\""},
    {"f|re|m|s: a", "f =~ \"(?m)(?s)a\""},
    {"f|cidr: 10.0.0.0/8", "f in network 10.0.0.0/8"},
    {"f|lt: 5", "f < 5"},
    {"f|lte: 5", "f <= 5"},
    {"f|gt: -5", "f > -5"},
    {"f|gte: 5.5", "f >= 5.5"},
    {"f|fieldref: g", "f equals field g"},
    {"f|fieldref|endswith: g", "f ends with field g"},
    {"f|fieldref|contains: g", "f contains field g"},
    {"f|neq|fieldref: g", "not f equals field g"},
    {"f|hour: 3", "hour of f = 3"},
    {"f|hour|gte: 22", "hour of f >= 22"},
    {"f|week: 53", "week of f = 53"},
    {"f|base64: foo", "f ~ \"Zm9v\""},
    {"f|base64: fo", "f ~ \"Zm8=\""},
    {"f|base64offset|contains: foobar",
     "(f ~ \"*Zm9vYmFy*\" or f ~ \"*Zvb2Jhc*\" or f ~ \"*mb29iYX*\")"},
    {"f|wide|base64offset|contains: cmd",
     "(f ~ \"*YwBtAGQA*\" or f ~ \"*MAbQBkA*\" or f ~ \"*jAG0AZA*\")"},
    {"f|windash|contains: ' -f -x/y'", "f ~ \"* {dash}f {dash}x/y*\""},
    {"f|windash: a-b", "f ~ \"a-b\""},
    {"f|windash: \"\u2013a \u2015b\"", "f ~ \"{dash}a {dash}b\""},
    {"f|base64offset|contains|all: [foobar, cmd]",
     "((f ~ \"*Zm9vYmFy*\" or f ~ \"*Zvb2Jhc*\" or f ~ \"*mb29iYX*\") and (f ~ \"*Y21k*\" or f "
     "~ \"*NtZ*\" or f ~ \"*jbW*\"))"},
    {"f|exists: True", "f exists"},
    {"f|exists: yes", "f exists"},
    {"f|exists: No", "f is absent"},
    {"f|exists: off", "f is absent"},
    {"f|expand: 100%", "f ~ \"100%\""},
    {"f|expand: 50% of 60%", "f ~ \"50% of 60%\""},
    {"f|expand|contains: '\\%a\\%'", "f ~ \"*%a%*\""},
    {"'': word", "any text ~ \"*word*\""},
    {"'|all': [a, b]", "(any text ~ \"*a*\" and any text ~ \"*b*\")"},
    {"'|re': ^a", "any text =~ \"^a\""},
};

const Reading refusals[] = {
    {"f|endswth: a", "refused: unknown modifier endswth"},
    {"f|: a", "refused: a modifier is missing behind | in f|"},
    {"f|all: a", "refused: all wants a list of two values or more"},
    {"f|lt: many", "refused: \"many\" is not a number"},
    {"f|hour: noon", "refused: \"noon\" is not a number"},
    {"f|exists: maybe", "refused: exists wants true or false, not \"maybe\""},
    {"f|re|contains: a", "refused: the modifier contains does not go with those before it"},
    {"f|i: a", "refused: the modifier i does not go with those before it"},
    {"f|base64|re: a", "refused: the modifier re does not go with those before it"},
    {"f|startswith|re: a", "refused: the modifier re does not go with those before it"},
    {"f|windash|re: a", "refused: the modifier re does not go with those before it"},
    {"f|base64|cidr: 10.0.0.0/8", "refused: the modifier cidr does not go with those before it"},
    {"f|base64|gt: 5", "refused: the modifier gt does not go with those before it"},
    {"f|base64|fieldref: g", "refused: the modifier fieldref does not go with those before it"},
    {"f|hour|re: 5", "refused: the modifier re does not go with those before it"},
    {"f|hour|minute: 5", "refused: the modifier minute does not go with those before it"},
    {"f|hour|contains: 5", "refused: the modifier contains does not go with those before it"},
    {"f|base64offset|contains|all: foobar", "refused: all wants a list of two values or more"},
    {"f|expand: '\\%plain%name%'", "refused: the placeholder %name% has no value"},
    {"f|expand: '100%%x%'", "refused: the placeholder %x% has no value"},
    // of one byte nothing is sure at two of the offsets: the rule held of everything
    {"f|base64offset|contains: a", "refused: \"a\" is too short to be found at any offset"},
    {"f|base64: a*", "refused: a value with wildcards cannot be encoded"},
    {"f|expand: '%servers%'", "refused: the placeholder %servers% has no value"},
    {"f: []", "refused: the list of f is empty"},
    {"f: [[a]]", "refused: a value to search for must be one value"},
    {"f: {a: b}", "refused: a value to search for must be one value"},
};

struct Escape {
    std::string written;
    std::string meant;
};

std::ostream& operator<<(std::ostream& out, const Escape& escape) { return out << escape.written; }

/// sigma-specification 2.1, "Escaping". In what is meant a star stands for a wildcard, `\*` for a
/// literal star and `\\` for a literal backslash.
const Escape escapes[] = {
    {R"(a*b?)", R"(a*b?)"},   {R"(a\*b)", R"(a\*b)"},     {R"(a\?b)", R"(a\?b)"},
    {R"(a\\*b)", R"(a\\*b)"}, {R"(a\\\*b)", R"(a\\\*b)"}, {R"(C:\Users)", R"(C:\\Users)"},
    {R"(a\\b)", R"(a\\b)"},   {R"(a\\\b)", R"(a\\\\b)"},  {R"(a\\\\b)", R"(a\\\\b)"},
    {R"(a\)", R"(a\\)"},      {R"(**)", R"(*)"},          {R"(*?*)", R"(*?*)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sigma_item_tests)

BOOST_DATA_TEST_CASE(a_line_is_read_as_the_specification_says, data::make(readings), reading) {
    BOOST_TEST(read(reading.line) == reading.condition);
}

BOOST_DATA_TEST_CASE(a_line_that_means_nothing_is_refused, data::make(refusals), refusal) {
    BOOST_TEST(read(refusal.line) == refusal.condition);
}

BOOST_DATA_TEST_CASE(escapes_are_read_in_order, data::make(escapes), escape) {
    BOOST_TEST(text(sigma_pattern(escape.written)) == escape.meant);
}

BOOST_AUTO_TEST_CASE(a_misspelt_modifier_gets_a_hint) {
    const auto [key, values] = pair_of("f|endswth: a");
    try {
        (void)read_item(key.text(), {3, 7}, values);
        BOOST_FAIL("not refused");
    } catch (const Refusal& refusal) {
        BOOST_TEST(refusal.hint == "did you mean endswith?");
        BOOST_CHECK((refusal.place == Place{3, 7}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
