// SPDX-License-Identifier: Apache-2.0
#include "explanation_text.hpp"

#include <boost/test/unit_test.hpp>

#include "event/json.hpp"
#include "explanation_json.hpp"

using namespace pipehound;
using detect::ChainEnd;
using detect::EventMark;
using detect::Explanation;
using detect::FailedTest;
using event::Json;

namespace {

event::Time at(int milliseconds) { return event::Time{event::Duration{milliseconds}}; }

FailedTest test(const std::string& text, FailedTest::How how, const std::string& subject,
                const std::vector<std::string>& values) {
    return {text, how, {{subject, !values.empty(), values}}};
}

std::string without_ellipses(std::string text) {
    constexpr std::string_view ellipsis = "…";
    for (auto at = text.find(ellipsis); at != std::string::npos; at = text.find(ellipsis))
        text.erase(at, ellipsis.size());
    return text;
}

Explanation sequence() {
    Explanation explanation;
    explanation.meta.title = "Two";
    detect::StageExplanation first{.name = "stage 1", .asks = "x", .of = "events"};
    first.came = 9;
    first.matched = 1;
    first.matches = {
        {EventMark{at(1), 7, {}, {}, "executed a"}, {{"name", true, {"a"}}}, {{"host.id", "h"}}}};
    first.misses = {{EventMark{at(2), 8, {}, {}, "executed b"},
                     {test("name ~ \"a\"", FailedTest::How::no, "name", {"b"})},
                     3},
                    {EventMark{at(3), 9, {}, {}, "executed c"},
                     {test("name ~ \"a\"", FailedTest::How::no, "name", {"c"})},
                     1},
                    {EventMark{at(4), 10, {}, {}, "executed d"},
                     {test("uid ~ \"0\"", FailedTest::How::unknown, "uid", {}),
                      test("args ~ \"-z\"", FailedTest::How::excludes, "args", {"-z"})},
                     1}};
    explanation.stages = {first, {.name = "stage 2", .asks = "y", .of = "events"}};
    explanation.stages[1].needs = {{audit::Need::Kind::execution}};
    auto& chains = explanation.chains.emplace();
    chains.steps = 2;
    chains.maxspan = event::Duration{5000};
    chains.counts = {{1, ChainEnd::expired, 1}};
    chains.unfinished = {{{EventMark{at(1), 7, {}, {}, "executed a"}},
                          ChainEnd::expired,
                          at(5001),
                          {{"host.id", "h"}}}};
    return explanation;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explanation_text_tests)

BOOST_AUTO_TEST_CASE(a_sequence_reads_from_the_verdict_to_the_beginnings) {
    BOOST_TEST(plugin::text(sequence()) ==
               R"(Two
did not fire

stage 1
  asks:     x
  came by:  9 events
  matched:  1
    1970-01-01 00:00:00.001  serial 7  executed a
      name "a"; by host.id "h"
  nearest of the 8 that did not match:
    each of the next 2:
      false:    name ~ "a"
    1970-01-01 00:00:00.002  serial 8  executed b (and 2 alike)
      seen: "b"
    1970-01-01 00:00:00.003  serial 9  executed c
      seen: "c"
    1970-01-01 00:00:00.004  serial 10  executed d
      unknown:  uid is not told by this event, asked is: uid ~ "0"
      excluded: args ~ "-z" (seen: "-z")

stage 2
  asks:     y
  came by:  0 events
  kernel rules that bring them:
    Install 40-pipehound.rules.

beginnings of the sequence that came to nothing
  1 had 1 of 2 events, then maxspan (5 s) ran out
  those that went furthest:
    1 of 2 events, then maxspan (5 s) ran out at 1970-01-01 00:00:05.001  by host.id "h"
      1970-01-01 00:00:00.001  serial 7  executed a

In tests ~ is like, ~~ the same with case, =~ a regular expression. Times are UTC.
Filters, limits of alerts and running incidents are not considered.
)");
}

BOOST_AUTO_TEST_CASE(the_json_tells_the_same_on_one_line) {
    const auto text = plugin::json(sequence());
    BOOST_TEST(text.find('\n') == text.size() - 1);
    const auto page = event::parse_json(text);
    BOOST_TEST(page["fired"] == 0);
    const auto& stage = page["stages"][0];
    BOOST_TEST(stage["matches"][0] ==
               event::parse_json(R"({"event": {"time": "1970-01-01T00:00:00.001Z",
        "serial": 7, "summary": "executed a"}, "held": [{"field": "name", "told": true, "values":
        ["a"]}], "by": {"host.id": "h"}})"));
    BOOST_TEST(stage["nearest_misses"][0]["alike"] == 3);
    BOOST_TEST(stage["nearest_misses"][2]["failed"][1]["is"] == "excluded");
    BOOST_TEST(page["stages"][1]["kernel_rules"] == Json::array({"40-pipehound.rules"}));
    BOOST_TEST(page["beginnings"]["furthest"][0]["ended"] == "expired");
}

/// Nothing that an attacker chose, or the author of a rule, reaches the terminal as it is.
BOOST_AUTO_TEST_CASE(hostile_text_is_escaped_everywhere) {
    const std::string hostile = "\x1b[2J\r\n\xe2\x80\xae";
    Explanation explanation;
    explanation.meta.title = hostile;
    detect::StageExplanation stage{.name = hostile, .asks = hostile, .of = hostile};
    const EventMark mark{at(1), 1, hostile, hostile, hostile};
    stage.came = 3;
    stage.matched = 2;
    stage.without_key = 1;
    stage.missing_key = hostile;
    stage.last = mark;
    stage.matches = {{mark, {{hostile, true, {hostile}}}, {{hostile, hostile}}}};
    stage.misses = {{mark, {test(hostile, FailedTest::How::no, hostile, {hostile})}, 1}};
    explanation.stages = {stage};
    explanation.firings = {{hostile, {mark}}};
    auto& chains = explanation.chains.emplace();
    chains.unfinished = {{{mark}, ChainEnd::open, {}, {{hostile, hostile}}}};
    chains.counts = {{1, ChainEnd::open, 1}};
    explanation.correlations = {
        {hostile,
         hostile,
         1,
         0,
         {{{{hostile, hostile}}, "1", {}, {}, {hostile}, {mark}, hostile}}}};
    explanation.meta.id = "x";
    for (const auto& text : {plugin::text(explanation),
                             plugin::text(explanation.meta, {{"", "", "", hostile, hostile}}),
                             plugin::json(explanation)})
        for (const char c : without_ellipses(text))
            BOOST_REQUIRE((c == '\n' || (c >= ' ' && c <= '~')));
    BOOST_TEST(plugin::text(explanation).find("seen: \"\\x1b[2J\\x0d\\n\\xe2\\x80\\xae\"") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_rule_that_does_not_run_says_why) {
    rule::Meta meta;
    meta.id = "a";
    meta.title = "Mine";
    const std::vector<detect::NotEvaluable> reasons{{"f", "b", "", "Part", "no log"},
                                                    {"f", "a", "", "Mine", "its rule b"}};
    BOOST_TEST(plugin::text(meta, reasons) ==
               "Mine\nis not evaluable\n  Part: no log\n  its rule b\n");
    BOOST_TEST(event::parse_json(plugin::json(meta, reasons))["not_evaluable"].size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
