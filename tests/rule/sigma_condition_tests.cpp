// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_condition.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

Selections selections() {
    Selections found;
    for (const auto* name : {"selection_a", "selection_b", "filter_x", "filter_y", "kw", "_note"})
        found.emplace_back(name, make({name, DatePart::none, NullTest{}, {}}));
    return found;
}

/// With "X is null" shown as X.
std::string read(const std::string& written) {
    try {
        auto line = text(*parse_sigma_condition(written, {7, 16}, selections()));
        for (auto at = line.find(" is null"); at != std::string::npos; at = line.find(" is null"))
            line.erase(at, 8);
        return line;
    } catch (const Refusal& refusal) {
        return std::to_string(refusal.place.column) + ": " + refusal.what();
    }
}

const Reading readings[] = {
    {"kw", "kw"},
    {"kw or filter_x and filter_y", "(kw or (filter_x and filter_y))"},
    {"kw and filter_x or filter_y", "((kw and filter_x) or filter_y)"},
    {"not kw and filter_x", "(not kw and filter_x)"},
    {"not not kw", "not not kw"},
    {"not (kw or filter_x)", "not (kw or filter_x)"},
    {"((kw))", "kw"},
    {"1 of selection_*", "(selection_a or selection_b)"},
    {"any of selection_*", "(selection_a or selection_b)"},
    {"all of selection_*", "(selection_a and selection_b)"},
    {"1 of *_x", "filter_x"},
    {"1 of *_*", "(selection_a or selection_b or filter_x or filter_y)"},
    {"all of them", "(selection_a and selection_b and filter_x and filter_y and kw)"},
    {"1 of _n*", "_note"},
    {"kw and not 1 of filter_*", "(kw and not (filter_x or filter_y))"},
    {"not 1 of filter_* and kw", "(not (filter_x or filter_y) and kw)"},
    {"KW", "16: there is no search identifier KW"},
    {"kw AND NOT filter_x", "(kw and not filter_x)"},
    {" kw\n  and filter_x", "(kw and filter_x)"},
    {"", "16: the condition is empty"},
    {"kw and", "22: the condition ends too early"},
    {"kw kw", "19: \"kw\" is not expected here"},
    {"(kw", "19: a closing parenthesis is missing"},
    {"kw)", "18: \")\" is not expected here"},
    {"2 of selection_*", "16: \"2 of\" is not known"},
    {"1 of nothing*", "21: no search identifier fits nothing*"},
    {"kw | count() > 5", "19: aggregations behind | are no longer Sigma"},
    {"selektion_a", "16: there is no search identifier selektion_a"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sigma_condition_tests)

BOOST_DATA_TEST_CASE(a_condition_is_read_by_its_grammar, data::make(readings), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_AUTO_TEST_CASE(a_misspelt_identifier_gets_a_hint) {
    try {
        (void)parse_sigma_condition("selection_aa", {1, 1}, selections());
        BOOST_FAIL("not refused");
    } catch (const Refusal& refusal) {
        BOOST_TEST(refusal.hint == "did you mean selection_a?");
    }
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_does_not_crash) {
    const std::string deep(100'000, '(');
    BOOST_TEST(read(deep + "kw").ends_with("nested too deep"));
    std::string nots;
    for (int i = 0; i < 1000; ++i) nots += "not ";
    BOOST_TEST(read(nots + "kw").ends_with("nested too deep"));
}

BOOST_AUTO_TEST_CASE(a_star_may_stand_anywhere_in_the_pattern_of_a_quantifier) {
    const auto both = read("all of selection_*");
    BOOST_TEST(read("all of sel*n_*") == both);
    BOOST_TEST(read("all of *ection_*") == both);
    BOOST_TEST(read("all of *e*n_**") == both);
    BOOST_TEST(read("1 of *_a") == read("selection_a"));
    BOOST_TEST(read("1 of *w") == read("kw"));
    BOOST_TEST(read("1 of k*w") == read("kw"));
    BOOST_TEST(read("1 of k*w*k").ends_with(": no search identifier fits k*w*k"));
}

// Each star tried every place, and for each of these the next star did: thirty of them took years.
BOOST_AUTO_TEST_CASE(many_stars_take_no_longer_than_name_times_pattern) {
    std::string stars;
    for (int i = 0; i < 30; ++i) stars += "*a";
    const Selections found{{std::string(5000, 'a'), make({"f", DatePart::none, NullTest{}, {}})}};
    BOOST_CHECK_THROW((void)parse_sigma_condition("1 of " + stars + "*b", {1, 1}, found), Refusal);
}

// A few kilobytes of these were billions of parts.
BOOST_AUTO_TEST_CASE(quantifiers_over_many_identifiers_are_refused_where_they_multiply) {
    Selections found;
    for (int i = 0; i < 20'000; ++i)
        found.emplace_back("s" + std::to_string(i), make({"f", DatePart::none, NullTest{}, {}}));
    std::string condition = "1 of them";
    for (int i = 0; i < 5000; ++i) condition += " or 1 of them";
    BOOST_CHECK_THROW((void)parse_sigma_condition(condition, {1, 1}, found), Refusal);
    BOOST_CHECK_NO_THROW((void)parse_sigma_condition("1 of s1* or s7", {1, 1}, found));
}

// The nearest of two words of megabytes is looked for in terabytes of steps.
BOOST_AUTO_TEST_CASE(a_word_without_end_gets_no_hint) {
    const Selections found{
        {std::string(1'000'000, 'a'), make({"f", DatePart::none, NullTest{}, {}})}};
    BOOST_CHECK_THROW((void)parse_sigma_condition(std::string(1'000'000, 'b'), {1, 1}, found),
                      Refusal);
    BOOST_CHECK_THROW((void)parse_sigma_condition("ab", {1, 1}, found), Refusal);
}

BOOST_AUTO_TEST_SUITE_END()
