// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_group.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using namespace std::chrono_literals;
using detect::Arrival;
using detect::CorrelationGroup;
using rule::Correlation;
using rule::Order;
using Type = Correlation::Type;

namespace {

Correlation what(Type type, Correlation::Bound bound = {Order::greater_or_equal, 1}) {
    Correlation made;
    made.type = type;
    made.timespan = 10s;
    made.bounds = {bound};
    return made;
}

/// The n-th event, found by the rule `input`, at second n.
Arrival arrival(std::size_t input, event::Ordinal n, double number = 0) {
    const event::Moment moment{n, event::Time{std::chrono::seconds{n}}, n};
    return {input, {{moment, {}, {}, {}, {}}}, std::to_string(number), number};
}

std::vector<event::Ordinal> ordinals(const CorrelationGroup& group) {
    std::vector<event::Ordinal> found;
    for (const auto& finding : group.findings()) found.push_back(finding.moment.ordinal);
    return found;
}
using Ordinals = std::vector<event::Ordinal>;

}  // namespace

BOOST_AUTO_TEST_SUITE(correlation_group_tests)

BOOST_AUTO_TEST_CASE(an_empty_group_fulfils_nothing_not_even_an_upper_bound) {
    for (const auto type : {Type::event_count, Type::value_count, Type::value_sum, Type::value_avg,
                            Type::value_percentile, Type::value_median}) {
        const auto few = what(type, {Order::less, 3});
        const CorrelationGroup group{few, 1};
        BOOST_TEST(!group.fulfilled());
        BOOST_TEST(group.size() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(what_was_counted_is_told) {
    const std::pair<Type, std::string> told[] = {
        {Type::event_count, "3 events"},
        {Type::value_count, "3 events, 2 different values"},
        {Type::value_sum, "3 events, in sum 9"},
        {Type::value_avg, "3 events, on average 3"},
        {Type::value_percentile, "3 events, percentile 50 is 4"},
        {Type::value_median, "3 events, median 4"},
        {Type::temporal, "2 rules"},
        {Type::temporal_ordered, "3 rules in order"}};
    for (const auto& [type, text] : told) {
        const auto counted = what(type);
        CorrelationGroup group{counted, 3};
        group.take(arrival(0, 1, 4));
        group.take(arrival(1, 2, 1));
        group.take(arrival(1, 3, 4));
        BOOST_TEST(group.measure() == text);
    }
}

BOOST_AUTO_TEST_CASE(a_chain_is_told_in_its_order_without_what_stood_between) {
    const auto ordered = what(Type::temporal_ordered);
    CorrelationGroup group{ordered, 3};
    for (const auto& [input, n] : std::vector<std::pair<std::size_t, event::Ordinal>>{
             {1, 1}, {0, 2}, {2, 3}, {1, 4}, {0, 5}})
        group.take(arrival(input, n));
    BOOST_TEST(!group.fulfilled());
    group.take(arrival(2, 6));
    BOOST_TEST(group.fulfilled());
    BOOST_TEST(ordinals(group) == (Ordinals{2, 4, 6}), boost::test_tools::per_element());
}

// The event that was the second link, found by the first rule as well, hid the first link.
BOOST_AUTO_TEST_CASE(an_event_of_two_rules_does_not_hide_the_link_before_it) {
    const auto ordered = what(Type::temporal_ordered);
    CorrelationGroup group{ordered, 2};
    group.take(arrival(0, 1));
    group.take(arrival(0, 2));
    group.take(arrival(1, 2));
    BOOST_REQUIRE(group.fulfilled());
    BOOST_TEST(ordinals(group) == (Ordinals{1, 2}), boost::test_tools::per_element());
    group.forget_before(event::Time{1s} + 1ms);
    BOOST_TEST(!group.fulfilled());
}

BOOST_AUTO_TEST_CASE(one_event_is_no_chain) {
    const auto ordered = what(Type::temporal_ordered);
    CorrelationGroup group{ordered, 2};
    group.take(arrival(0, 1));
    group.take(arrival(1, 1));
    BOOST_TEST(!group.fulfilled());
}

BOOST_AUTO_TEST_CASE(of_an_even_number_the_median_lies_between) {
    const auto between = what(Type::value_median, {Order::equal, 17.5});
    CorrelationGroup group{between, 1};
    event::Ordinal n = 0;
    for (const double number : {40, 15, 10}) group.take(arrival(0, ++n, number));
    BOOST_TEST(!group.fulfilled());
    group.take(arrival(0, ++n, 20));
    BOOST_TEST(group.fulfilled());
}

BOOST_AUTO_TEST_CASE(a_bound_may_be_what_the_measure_must_not_be) {
    auto other = what(Type::event_count, {Order::equal, 2});
    other.bounds.front().differs = true;
    CorrelationGroup group{other, 1};
    group.take(arrival(0, 1));
    BOOST_TEST(group.fulfilled());
    group.take(arrival(0, 2));
    BOOST_TEST(!group.fulfilled());
}

BOOST_AUTO_TEST_CASE(percentiles_go_by_the_nearest_rank) {
    const std::pair<double, double> ranks[] = {{0, 15},  {5, 15},  {30, 20},
                                               {40, 20}, {50, 35}, {100, 50}};
    for (const auto& [percentile, value] : ranks) {
        auto which = what(Type::value_percentile, {Order::equal, value});
        which.percentile = percentile;
        CorrelationGroup group{which, 1};
        event::Ordinal n = 0;
        for (const double number : {40, 15, 50, 20, 35}) group.take(arrival(0, ++n, number));
        BOOST_TEST(group.fulfilled());
    }
}

// A number so large that a double swallows the others left a wrong sum behind when it was
// forgotten: one event kept a rule from firing for ever.
BOOST_AUTO_TEST_CASE(a_huge_number_leaves_nothing_behind) {
    for (const double huge : {1e300, -1e300, 1.7e308}) {
        const auto sum = what(Type::value_sum, {Order::equal, 6});
        CorrelationGroup group{sum, 1};
        group.take(arrival(0, 1, huge));
        group.take(arrival(0, 2, huge));
        group.take(arrival(0, 3, 2));
        group.take(arrival(0, 4, 4));
        group.forget_before(event::Time{3s});
        BOOST_TEST(group.fulfilled());
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_events_are_shown_and_65536_counted) {
    const auto many = what(Type::event_count, {Order::equal, 65536});
    CorrelationGroup group{many, 1};
    for (event::Ordinal n = 1; n <= 70'000; ++n) group.take(arrival(0, n));
    BOOST_TEST(group.size() == 65'536u);
    BOOST_TEST(group.fulfilled());
    BOOST_REQUIRE(group.findings().size() == 100u);
    BOOST_TEST(group.findings().back().moment.ordinal == 70'000u);
    group.clear();
    BOOST_TEST(group.size() == 0u);
    BOOST_TEST(group.findings().empty());
}

BOOST_AUTO_TEST_SUITE_END()
