// SPDX-License-Identifier: Apache-2.0
#include "rule/function_value.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::rule;

namespace {

/// The value as text, "null" for none.
std::string value(Function function, std::vector<Literal> given, bool ignores_case = false) {
    const auto result = value_of(function, ignores_case, given);
    return result ? text_of(*result) : "null";
}

Literal text(std::string text) { return Literal{std::move(text)}; }
Literal whole(std::int64_t number) { return Literal{number}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(function_value_tests)

BOOST_AUTO_TEST_CASE(places_count_units_of_utf16) {
    BOOST_TEST(value(Function::length, {text("gr\u00fc\u00df")}) == "4");
    BOOST_TEST(value(Function::substring, {text("gr\u00fc\u00dfe"), whole(-2)}) == "\u00dfe");
    BOOST_TEST(value(Function::index_of, {text("gr\u00fc\u00dfe"), text("e")}) == "4");
    BOOST_TEST(value(Function::index_of, {text("abc"), text("a"), whole(1)}) == "null");
    BOOST_TEST(value(Function::index_of, {text("abc"), text(""), whole(9)}) == "3");
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_contained_in_none_and_bounds_nothing) {
    BOOST_TEST(value(Function::string_contains, {text("abc"), text("")}) == "false");
    BOOST_TEST(value(Function::string_contains, {text("abc"), text("b")}) == "true");
    BOOST_TEST(value(Function::starts_with, {text("abc"), text("")}) == "true");
    BOOST_TEST(value(Function::between, {text("abc"), text(""), text("c")}) == "abc");
    BOOST_TEST(value(Function::between, {text("abc"), text("a"), text("")}) == "abc");
}

BOOST_AUTO_TEST_CASE(between_is_greedy_where_that_is_said) {
    const std::vector<Literal> given{text("a[b]c]d"), text("["), text("]")};
    BOOST_TEST(value(Function::between, given) == "b");
    auto greedy = given;
    greedy.emplace_back(true);
    BOOST_TEST(value(Function::between, greedy) == "b]c");
    BOOST_TEST(value(Function::between, {text("]["), text("["), text("]"), Literal{true}}) == "");
}

BOOST_AUTO_TEST_CASE(a_number_is_read_in_its_base) {
    BOOST_TEST(value(Function::number, {text("0x1f")}) == "31");
    BOOST_TEST(value(Function::number, {text("0x1f"), whole(16)}) == "31");
    BOOST_TEST(value(Function::number, {text("0x1f"), whole(10)}) == "null");
    BOOST_TEST(value(Function::number, {text("+12")}) == "12");
    BOOST_TEST(value(Function::number, {text("+-12")}) == "null");
    BOOST_TEST(value(Function::number, {text("-1.5")}) == "-1.5");
    BOOST_TEST(value(Function::number, {text("z"), whole(36)}) == "35");
    BOOST_TEST(value(Function::number, {text(".5")}) == "0.5");
    BOOST_TEST(value(Function::number, {text(" 1e3 ")}) == "1000.0");
    for (const auto* const none : {"", " ", ".", "e", "inf", "nan", "1 2", "0x1p3"})
        BOOST_TEST(value(Function::number, {text(none)}) == "null");
}

BOOST_AUTO_TEST_CASE(small_numbers_are_told_without_an_exponent) {
    BOOST_TEST(value(Function::divide, {Literal{1.0}, whole(1024 * 1024 * 1024)}) ==
               "0.0000000009313225746154785");
    BOOST_TEST(value(Function::multiply, {Literal{1e15}, Literal{1e15}}) ==
               "1000000000000000019884624838656.0");
    BOOST_TEST(value(Function::add, {Literal{1.5}, Literal{0.5}}) == "2.0");
}

BOOST_AUTO_TEST_CASE(division_by_zero_is_null) {
    BOOST_TEST(value(Function::divide, {whole(1), whole(0)}) == "null");
    BOOST_TEST(value(Function::modulo, {whole(1), whole(0)}) == "null");
    BOOST_TEST(value(Function::divide, {whole(-7), whole(2)}) == "-3");
    BOOST_TEST(value(Function::modulo, {whole(-7), whole(2)}) == "-1");
}

BOOST_AUTO_TEST_SUITE_END()
