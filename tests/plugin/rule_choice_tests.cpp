// SPDX-License-Identifier: Apache-2.0
#include "rule_choice.hpp"

#include <boost/test/unit_test.hpp>

#include "rule/sigma_reader.hpp"

using namespace pipehound;
using plugin::choose_rule;
using plugin::NoChoice;

namespace {

std::string rule_of(const std::string& id) {
    return "title: Rule " + id + "\nid: " + id + "\nname: n" + id +
           "\nlogsource: {category: process_creation}\ndetection: {s: {Image: x}, condition: "
           "s}\n---\n";
}

std::string correlation_of(const std::string& id, const std::string& rules) {
    return "title: Correlation " + id + "\nid: " + id +
           "\ncorrelation: {type: temporal, timespan: 1m, rules: [" + rules + "]}\n---\n";
}

rule::Documents read(const std::string& text) {
    rule::Documents documents;
    rule::read_sigma("a.yml", text, documents);
    BOOST_REQUIRE(documents.broken.empty());
    return documents;
}

std::string refusal(const std::string& text, const std::string& reference) {
    try {
        (void)choose_rule(read(text), reference);
    } catch (const NoChoice& error) {
        return error.what();
    }
    return "chosen";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_choice_tests)

BOOST_AUTO_TEST_CASE(one_rule_is_the_choice_and_so_is_what_no_other_one_refers_to) {
    BOOST_TEST(choose_rule(read(rule_of("a")), "").meta.id == "a");
    const auto chosen =
        choose_rule(read(rule_of("a") + rule_of("b") + correlation_of("c", "na, b") +
                         correlation_of("d", "c, b")),
                    "");
    BOOST_TEST(chosen.meta.id == "d");
    BOOST_TEST(chosen.documents.detections.size() == 2u);
    BOOST_TEST(chosen.documents.correlations.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_id_or_a_name_chooses_and_nothing_else_stays) {
    const auto all = rule_of("a") + rule_of("b") + correlation_of("c", "a, b");
    for (const auto* const reference : {"b", "nb"}) {
        const auto chosen = choose_rule(read(all), reference);
        BOOST_TEST(chosen.meta.id == "b");
        BOOST_TEST(chosen.documents.detections.size() == 1u);
        BOOST_TEST(chosen.documents.correlations.empty());
    }
}

BOOST_AUTO_TEST_CASE(where_the_choice_is_open_all_are_listed) {
    BOOST_TEST(refusal(rule_of("a") + rule_of("b"), "") ==
               "there are several rules in it, say which by --id:\n  a  Rule a\n  b  Rule b");
    BOOST_TEST(refusal(rule_of("a"), "z") == "there is no rule z in it, but:\n  a  Rule a");
    const auto loop = correlation_of("c", "d") + correlation_of("d", "c");
    BOOST_TEST(refusal(loop, "").find("\n  c  Correlation c") != std::string::npos);
    try {
        (void)choose_rule({}, "");
        BOOST_TEST(false);
    } catch (const NoChoice& error) {
        BOOST_TEST(error.what() == "there is no rule in it");
    }
}

BOOST_AUTO_TEST_SUITE_END()
