// SPDX-License-Identifier: Apache-2.0
#include "kernel_look.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "audit/kernel_rules_text.hpp"

using namespace pipehound;
using plugin::KernelLook;

namespace {

plugin::KernelState with_rules(const std::string& more_first = {}) {
    std::ifstream file{RULES "/40-pipehound.rules"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    plugin::KernelState state;
    state.enabled = 1;
    state.lost = 7;
    state.rules = audit::parse_rules_text(more_first + text).rules;
    return state;
}

bool all_covered(const KernelLook& look) {
    return std::all_of(look.coverage.begin(), look.coverage.end(),
                       [](auto state) { return state == 2; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kernel_look_tests)

BOOST_AUTO_TEST_CASE(our_rules_are_counted_and_cover_all) {
    const auto look = plugin::look_at(with_rules("-w /etc/shadow -p r -k other\n"));
    BOOST_TEST(look.rules == look.own_rules + 1);
    BOOST_TEST(look.own_rules > 10u);
    BOOST_TEST(!look.coverage.empty());
    BOOST_TEST(all_covered(look));
    BOOST_TEST(look.gaps.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_silences_them_costs_coverage_and_is_named) {
    const auto look = plugin::look_at(with_rules("-a never,task\n"));
    BOOST_TEST(!all_covered(look));
    BOOST_REQUIRE(!look.gaps.empty());
    BOOST_TEST(look.gaps.front().find("never,task") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_survives_the_way_to_the_plugin) {
    const auto look = plugin::look_at(with_rules());
    BOOST_TEST((plugin::kernel_look_of(plugin::text_of(look)) == look));
    const KernelLook failed{.failure = "no \xff answer"};
    BOOST_TEST(!plugin::kernel_look_of(plugin::text_of(failed))->failure.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_look_is_none) {
    for (const char* text : {"", "{}", "[]", "{\"enabled\":\"x\"}", "\xff"})
        BOOST_TEST(!plugin::kernel_look_of(text));
}

BOOST_AUTO_TEST_SUITE_END()
