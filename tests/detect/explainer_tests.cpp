// SPDX-License-Identifier: Apache-2.0
#include "detect/explainer.hpp"

#include <boost/test/unit_test.hpp>

#include "detect/rule_compiler.hpp"
#include "rule/eql_reader.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;
using detect::ChainEnd;
using detect::Explainer;
using detect::Explanation;
using detect::FailedTest;

namespace {

constexpr std::size_t limit = 3;

/// One rule over what a test tells it.
class Asked {
public:
    static Asked eql(const std::string& query, std::size_t most = limit) {
        rule::Documents documents;
        rule::read_eql("q.eql", query, documents);
        return Asked{std::move(documents), true, most};
    }
    static Asked sigma(const std::string& text) {
        rule::Documents documents;
        rule::read_sigma("a.yml", text, documents);
        return Asked{std::move(documents), false, limit};
    }

    /// At so many milliseconds of 1970; `fields` as JSON's members.
    Asked& document(int time, const std::string& category, const std::string& fields) {
        std::string number = std::to_string(time % 1000);
        number.insert(0, 3 - number.size(), '0');
        const auto json = R"({"@timestamp": "1970-01-01T00:00:0)" + std::to_string(time / 1000) +
                          '.' + number + R"(Z", "event.category": ")" + category + "\", " + fields +
                          '}';
        explainer_->take(*event::EcsDocument::parse(json, static_cast<event::Serial>(++count_)));
        return *this;
    }
    Asked& record(int time, const std::string& type,
                  std::vector<std::pair<std::string, std::string>> fields) {
        fields.insert(fields.begin(), {"type", type});
        event::Records records;
        records.header.time = event::Time{event::Duration{time}};
        records.header.serial = static_cast<event::Serial>(++count_);
        records.records.push_back({type, std::move(fields)});
        explainer_->take(records);
        return *this;
    }
    Asked& executed(int time, std::vector<std::string> words) {
        event::Event event;
        event.header.time = event::Time{event::Duration{time}};
        event.header.serial = static_cast<event::Serial>(++count_);
        event.actor.pid = event::Pid{100 + count_};
        event.actor.exe = "/usr/bin/" + words.front();
        event::ProcessExecuted act;
        act.argv = std::move(words);
        event.act = std::move(act);
        explainer_->take(event);
        return *this;
    }
    [[nodiscard]] audit::Interest interest() const { return explainer_->interest(); }
    [[nodiscard]] Explanation explained() { return explainer_->finish(); }

private:
    Asked(rule::Documents documents, bool of_documents, std::size_t most) {
        BOOST_REQUIRE(documents.broken.empty());
        rule::Meta meta;
        for (const auto& one : documents.detections) meta = one.meta;
        for (const auto& one : documents.event_detections) meta = one.meta;
        for (const auto& one : documents.sequences) meta = one.meta;
        for (const auto& one : documents.correlations) meta = one.meta;
        const auto book =
            detect::compile(std::move(documents), {.documents = of_documents, .explains = true});
        BOOST_REQUIRE(book->broken.empty());
        BOOST_REQUIRE(book->not_evaluable.empty());
        nodes_ = std::make_unique<event::NodeNames>();
        explainer_ = std::make_unique<Explainer>(book, meta, *nodes_, most);
    }

    std::unique_ptr<event::NodeNames> nodes_;
    std::unique_ptr<Explainer> explainer_;
    int count_ = 0;
};

std::string name(const std::string& name) { return R"("process.name": ")" + name + '"'; }
std::string host(const std::string& host) { return R"(, "host.id": ")" + host + '"'; }

const std::string two_steps =
    "sequence by host.id with maxspan=1s [process where process.name == \"a\"]"
    " [process where process.name == \"b\"]";

std::string sigma_rule(const std::string& id, const std::string& source,
                       const std::string& selection) {
    return "title: Rule " + id + "\nid: " + id + "\nlogsource: {" + source + "}\ndetection: {s: {" +
           selection + "}, condition: s}\n---\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explainer_tests)

BOOST_AUTO_TEST_CASE(matches_are_told_with_the_values_that_made_them) {
    auto asked =
        Asked::eql("process where process.name in (\"nc\", \"ncat\") and process.args : \"-*\"");
    asked.document(1, "process", name("ncat") + R"(, "process.args": ["x", "-l", "-e"])")
        .document(2, "file", name("nc"));
    const auto explanation = asked.explained();
    BOOST_TEST(explanation.fired == 1u);
    const auto& stage = explanation.stages.at(0);
    BOOST_TEST(stage.of == "documents of the category process");
    BOOST_TEST(stage.came == 1u);
    BOOST_TEST(stage.matched == 1u);
    BOOST_TEST(stage.misses.empty());
    const auto& match = stage.matches.at(0);
    BOOST_TEST(match.event.event_id == "1");
    BOOST_REQUIRE(match.held.size() == 2u);
    BOOST_TEST(match.held[0].subject == "process.name");
    BOOST_TEST(match.held[0].values == std::vector<std::string>{"ncat"});
    BOOST_TEST(match.held[1].values == (std::vector<std::string>{"-l", "-e"}));
}

BOOST_AUTO_TEST_CASE(the_nearest_miss_comes_first_with_its_false_tests_and_what_was_seen) {
    auto asked = Asked::eql(
        "process where process.name == \"nc\" and process.args == \"-l\" and user.id == \"0\"");
    asked.document(1, "process", name("ls"))
        .document(2, "process", name("nc") + R"(, "process.args": "-z", "user.id": "0")")
        .document(3, "process", name("nc") + R"(, "process.args": "-z", "user.id": "0")");
    const auto stage = asked.explained().stages.at(0);
    BOOST_TEST(stage.matched == 0u);
    BOOST_REQUIRE(stage.misses.size() == 2u);
    const auto& nearest = stage.misses[0];
    BOOST_TEST(nearest.event.event_id == "2");
    BOOST_TEST(nearest.like == 2u);
    BOOST_REQUIRE(nearest.tests.size() == 1u);
    BOOST_TEST(nearest.tests[0].text == "process.args ~~ \"-l\"");
    BOOST_TEST((nearest.tests[0].how == FailedTest::How::no));
    BOOST_TEST(nearest.tests[0].seen.at(0).values == std::vector<std::string>{"-z"});
    BOOST_TEST(stage.misses[1].tests.size() == 3u);
    BOOST_TEST((stage.misses[1].tests[1].how == FailedTest::How::unknown));
    BOOST_TEST(!stage.misses[1].tests[1].seen.at(0).told);
}

BOOST_AUTO_TEST_CASE(what_excludes_is_told_and_unknown_is_not_false) {
    auto asked = Asked::eql(
        "process where process.name == \"nc\" and not process.parent.name : (\"a*\", \"*b\", "
        "\"c\")");
    asked.document(1, "process", name("nc") + R"(, "process.parent.name": "ab")")
        .document(2, "process", name("nc"));
    const auto stage = asked.explained().stages.at(0);
    BOOST_REQUIRE(stage.misses.size() == 2u);
    const auto& excluded = stage.misses[0].tests.at(0);
    BOOST_TEST((excluded.how == FailedTest::How::excludes));
    BOOST_TEST(excluded.text == "process.parent.name ~ \"a*\" or ~ \"*b\"");
    BOOST_TEST(stage.misses[1].tests.size() == 1u);
    BOOST_TEST((stage.misses[1].tests[0].how == FailedTest::How::unknown));
}

BOOST_AUTO_TEST_CASE(of_several_ways_the_nearest_is_told) {
    auto asked = Asked::eql(
        "process where (process.name == \"a\" and process.args == \"x\") or "
        "(process.name == \"b\" and process.args == \"y\" and process.args == \"z\")");
    asked.document(1, "process", name("b") + R"(, "process.args": "z")");
    const auto tests = asked.explained().stages.at(0).misses.at(0).tests;
    BOOST_REQUIRE(tests.size() == 1u);
    BOOST_TEST(tests[0].text == "process.args ~~ \"y\"");
    BOOST_TEST(tests[0].other_ways == 1u);
}

BOOST_AUTO_TEST_CASE(of_equally_near_misses_the_rare_ones_come_first_and_few_are_kept) {
    auto asked = Asked::eql("process where process.name == \"nc\" and user.id == \"0\"", 2);
    for (int i = 0; i < 1000; ++i)
        asked.document(i, "process", name("p" + std::to_string(i)) + R"(, "user.id": "0")");
    asked.document(1001, "process", name("nc") + R"(, "user.id": "7")");
    const auto stage = asked.explained().stages.at(0);
    BOOST_TEST(stage.came == 1001u);
    BOOST_REQUIRE(stage.misses.size() == 2u);
    BOOST_TEST(stage.misses[0].event.event_id == "1001");
    BOOST_TEST(stage.misses[1].event.event_id == "1");
}

BOOST_AUTO_TEST_CASE(more_matches_than_the_limit_are_counted_and_the_last_is_told) {
    auto asked = Asked::eql("process where true", 2);
    for (int i = 1; i <= 5; ++i) asked.document(i, "process", name("x"));
    const auto explanation = asked.explained();
    BOOST_TEST(explanation.fired == 5u);
    BOOST_TEST(explanation.stages[0].matches.size() == 2u);
    BOOST_TEST(explanation.stages[0].last.value().event_id == "5");
}

BOOST_AUTO_TEST_CASE(records_that_cannot_match_are_asked_for_too) {
    auto asked = Asked::sigma(sigma_rule("r", "service: auditd", "type: PATH, name|endswith: /x"));
    const auto interest = asked.interest();
    BOOST_TEST(interest.record("PATH", "type=PATH name=y"));
    BOOST_TEST(!interest.record("CWD", "type=CWD cwd=/x"));
    asked.record(1, "PATH", {{"name", "/a/y"}})
        .record(2, "PATH", {{"name", "/a/x"}})
        .record(3, "CWD", {{"name", "/a/x"}});
    const auto stage = asked.explained().stages.at(0);
    BOOST_TEST(stage.of == "records of the type PATH");
    BOOST_TEST(stage.came == 2u);
    BOOST_TEST(stage.matched == 1u);
    BOOST_TEST(stage.misses.at(0).tests.at(0).text == "name ~ \"*/x\"");
}

BOOST_AUTO_TEST_CASE(nothing_of_the_category_names_what_it_takes) {
    auto asked = Asked::sigma(sigma_rule("r", "category: file_delete", "TargetFilename: /etc/x"));
    asked.executed(1, {"rm", "/etc/x"});
    const auto stage = asked.explained().stages.at(0);
    BOOST_TEST(stage.came == 0u);
    BOOST_TEST(!stage.needs.empty());
}

BOOST_AUTO_TEST_CASE(a_completed_sequence_leaves_no_beginning) {
    auto asked = Asked::eql(two_steps);
    asked.document(1, "process", name("a") + host("h"))
        .document(2, "process", name("b") + host("h"));
    const auto explanation = asked.explained();
    BOOST_TEST(explanation.fired == 1u);
    BOOST_TEST(explanation.firings.at(0).events.size() == 2u);
    BOOST_TEST(explanation.chains.value().unfinished.empty());
    BOOST_TEST(explanation.stages[1].unclaimed == 0u);
    const detect::JoinKey key{{"host.id", "h"}};
    BOOST_TEST((explanation.stages[1].matches.at(0).key == key));
}

BOOST_AUTO_TEST_CASE(each_way_in_which_a_beginning_ends_is_told) {
    const auto end_of = [](const std::string& query, auto&& tell) {
        auto asked = Asked::eql(query);
        tell(asked);
        const auto chains = asked.explained().chains.value();
        BOOST_REQUIRE(!chains.unfinished.empty());
        return chains.unfinished[0];
    };
    const auto expired = end_of(two_steps, [](Asked& asked) {
        asked.document(5, "process", name("a") + host("h"))
            .document(2000, "process", name("b") + host("h"));
    });
    BOOST_TEST((expired.how == ChainEnd::expired));
    BOOST_TEST((expired.when == event::Time{event::Duration{1005}}));
    const detect::JoinKey key{{"host.id", "h"}};
    BOOST_TEST((expired.key == key));
    const auto open = end_of(two_steps, [](Asked& asked) {
        asked.document(5, "process", name("a") + host("h")).document(6, "process", name("c"));
    });
    BOOST_TEST((open.how == ChainEnd::open));
    const auto ended = end_of(two_steps + " until [file where true]", [](Asked& asked) {
        asked.document(5, "process", name("a") + host("h"))
            .document(7, "file", name("c") + host("h"));
    });
    BOOST_TEST((ended.how == ChainEnd::until));
    BOOST_TEST((ended.when == event::Time{event::Duration{7}}));
    const auto displaced = end_of(two_steps, [](Asked& asked) {
        for (const int time : {1, 2, 3}) asked.document(time, "process", name("a") + host("h"));
    });
    BOOST_TEST((displaced.how == ChainEnd::displaced));
    const auto forbidden = end_of(
        "sequence with maxspan=1s [process where process.name == \"a\"] ![file where true] "
        "[process where process.name == \"b\"]",
        [](Asked& asked) {
            asked.document(1, "process", name("a"))
                .document(2, "file", name("f"))
                .document(3, "process", name("b"));
        });
    BOOST_TEST((forbidden.how == ChainEnd::forbidden));
    const auto sampled = end_of(
        "sample by host.id [process where process.name == \"a\"] [process where process.name == "
        "\"b\"] [file where true]",
        [](Asked& asked) {
            asked.document(1, "process", name("b") + host("h"))
                .document(2, "file", name("f") + host("h"));
        });
    BOOST_TEST((sampled.how == ChainEnd::open));
    BOOST_TEST(sampled.events.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_event_that_nobody_waits_for_and_one_without_the_key_are_counted) {
    auto asked = Asked::eql(two_steps);
    asked.document(1, "process", name("b") + host("h"))
        .document(2, "process", name("a"))
        .document(3, "process", name("a") + host("g"))
        .document(4, "process", name("b") + host("h"));
    const auto explanation = asked.explained();
    BOOST_TEST(explanation.fired == 0u);
    BOOST_TEST(explanation.stages[1].unclaimed == 2u);
    BOOST_TEST(explanation.stages[0].without_key == 1u);
    BOOST_TEST(explanation.stages[0].missing_key == "host.id");
}

BOOST_AUTO_TEST_CASE(the_furthest_beginnings_are_kept) {
    auto asked = Asked::eql(
        "sequence by host.id with maxspan=1s [process where process.name == \"a\"] [process where "
        "process.name == \"b\"] [process where process.name == \"c\"]",
        1);
    for (int i = 1; i < 100; ++i)
        asked.document(i, "process", name("a") + host("h" + std::to_string(i)));
    asked.document(200, "process", name("b") + host("h77"));
    const auto chains = asked.explained().chains.value();
    BOOST_REQUIRE(chains.unfinished.size() == 1u);
    BOOST_TEST(chains.unfinished[0].events.size() == 2u);
    BOOST_REQUIRE(chains.counts.size() == 2u);
    BOOST_TEST(chains.counts[0].reached == 2u);
    BOOST_TEST(chains.counts[1].count == 98u);
}

BOOST_AUTO_TEST_CASE(a_correlation_tells_the_groups_that_came_nearest) {
    auto asked = Asked::sigma(
        sigma_rule("r", "category: process_creation", "Image|endswith: /nc") +
        "title: Many\nid: c\ncorrelation: {type: event_count, timespan: 10s, rules: [r], group-by: "
        "[CommandLine], condition: {gte: 3}}\n---\n");
    for (const int time : {1, 2}) asked.executed(time, {"nc", "x"});
    for (const int time : {3, 4, 5}) asked.executed(time, {"nc", "y"});
    asked.executed(6, {"nc", "z"}).executed(7, {"ls"});
    const auto explanation = asked.explained();
    BOOST_TEST(explanation.fired == 1u);
    const auto& correlation = explanation.correlations.at(0);
    BOOST_TEST(correlation.asks == "event_count >= 3 of r within 10 s, by CommandLine");
    BOOST_TEST(correlation.fulfilled == 1u);
    BOOST_REQUIRE(correlation.nearest.size() == 2u);
    BOOST_TEST(correlation.nearest[0].key.at(0).second == "nc x");
    BOOST_TEST(correlation.nearest[0].measure == "2 events");
    BOOST_TEST((correlation.nearest[0].begin == event::Time{event::Duration{1}}));
    BOOST_TEST(correlation.nearest[1].key.at(0).second == "nc z");
    BOOST_TEST(explanation.stages.at(0).matched == 6u);
}

BOOST_AUTO_TEST_CASE(a_temporal_correlation_names_the_rules_that_are_missing) {
    for (const std::string type : {"temporal", "temporal_ordered"}) {
        auto asked =
            Asked::sigma(sigma_rule("r", "category: process_creation", "Image|endswith: /nc") +
                         sigma_rule("s", "category: process_creation", "Image|endswith: /sh") +
                         "title: Both\nid: c\ncorrelation: {type: " + type +
                         ", timespan: 10s, rules: [r, s]}\n---\n");
        asked.executed(1, {"nc"});
        const auto explanation = asked.explained();
        BOOST_TEST(explanation.fired == 0u);
        const auto& group = explanation.correlations.at(0).nearest.at(0);
        BOOST_TEST(group.measure == "1 of 2 rules");
        BOOST_TEST(group.events.size() == 1u);
        BOOST_TEST((group.begin == event::Time{event::Duration{1}}));
        BOOST_TEST(group.missing == std::vector<std::string>{"Rule s"});
    }
}

BOOST_AUTO_TEST_SUITE_END()
