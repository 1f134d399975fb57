// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_reader.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"

using namespace pipehound::rule;
namespace data = boost::unit_test::data;
using namespace std::chrono_literals;

namespace {

Documents read(const std::string& text) {
    Documents documents;
    read_sigma("a.yml", text, documents);
    return documents;
}

const std::string head = "title: T\nlogsource: {product: linux, category: process_creation}\n";

std::string broken(const std::string& text) {
    const auto documents = read(text);
    return documents.broken.size() == 1 ? pipehound::rule::text(documents.broken.front())
                                        : std::to_string(documents.broken.size()) + " broken";
}

std::string condition(const std::string& detection) {
    const auto documents = read(head + "detection:\n" + detection);
    if (!documents.broken.empty()) return pipehound::rule::text(documents.broken.front());
    return text(*documents.detections.at(0).condition);
}

struct Mistake {
    std::string text;
    std::string told;
};

std::ostream& operator<<(std::ostream& out, const Mistake& mistake) { return out << mistake.told; }

const Mistake mistakes[] = {
    {"title: [",
     "a.yml:1:1: not valid YAML: end of sequence flow not found (check indentation and quotes)"},
    {"- a\n- b\n",
     "a.yml:1:1: a Sigma document must be a map of keys and values (is this a rule?)"},
    {"title: T\n",
     "a.yml:1:1: neither detection, correlation nor filter (a rule has detection, a correlation "
     "has "
     "correlation, a filter has filter)"},
    {"title: T\ndetecton: {}\n",
     "a.yml:1:1: neither detection, correlation nor filter (did you mean detection where "
     "detecton stands?)"},
    {"detection: {s: {f: v}, condition: s}\nlogsource: {product: linux}\n",
     "a.yml:1:1: the key title is missing"},
    {"title: T\ndetection: {s: {f: v}, condition: s}\n", "a.yml:1:1: the key logsource is missing"},
    {"title: T\nlogsource: {}\ndetection: {s: {f: v}, condition: s}\n",
     "a.yml:2:12: the log source is empty (as in: logsource: {product: linux, category: "
     "process_creation})"},
    {head + "detection: {s: {f: v}}\n",
     "a.yml:3:12: detection has no condition (say how the search identifiers combine, "
     "as in: condition: selection)"},
    {head + "level: urgent\ndetection: {s: {f: v}, condition: s}\n",
     "a.yml:3:8: unknown level urgent (one of informational, low, medium, high, critical)"},
    {head + "detection: {s: {f: v, f: w}, condition: s}\n",
     "a.yml:3:23: the key f stands twice (YAML keeps one value for a key: merge the two)"},
    {head + "detection: {s: {}, condition: s}\n", "a.yml:3:16: s is empty (give it a field)"},
    {head + "detection: {s: , condition: s}\n",
     "a.yml:3:16: s is empty (give it a field and a value)"},
    {head + "detection:\n  s: {f: v}\n  condition: s and t\n",
     "a.yml:5:20: there is no search identifier t (did you mean s?)"},
    {head + "detection:\n  s: {f: v}\n  condition: 's and tt'\n",
     "a.yml:5:21: there is no search identifier tt (defined are: s)"},
    {head + "filter: {rules: any, s: {f: v}, condition: not s}\nexpires: soon\n",
     "a.yml:4:10: expires must be a date, not \"soon\" (as in: expires: 2026-12-31)"},
    {head + "filter: {s: {f: v}, condition: not s}\n", "a.yml:3:9: the key rules is missing"},
    {"title: T\ncorrelation: {type: often, rules: [a], timespan: 5m}\n",
     "a.yml:2:21: unknown correlation type often (one of event_count, value_count, temporal, "
     "temporal_ordered, "
     "value_sum, value_avg, value_percentile, value_median)"},
    {"title: T\ncorrelation: {type: event_count, rules: [a], timespan: 5 min, condition: {gte: "
     "3}}\n",
     "a.yml:2:56: the timespan 5 min is not understood (a whole number and s, m, h, d, w, M or y, "
     "as in 5m)"},
    {"title: T\ncorrelation: {type: temporal_ordered, rules: [a, b, c], timespan: 5m, condition: "
     "{gte: 2}}\n",
     "a.yml:2:82: temporal_ordered waits for all of its rules (leave the condition out)"},
    {"title: T\ncorrelation: {type: temporal, rules: [a, b], timespan: 5m, condition: a and not "
     "b}\n",
     "a.yml:2:71: the condition is not understood (rules by their names with and between them, or "
     "with or, as in: a and b; or how many of them: {gte: 2})"},
    {"title: T\ncorrelation: {type: temporal, rules: [a, b], timespan: 5m, condition: a and c}\n",
     "a.yml:2:71: the condition names other rules than the list of rules (name the same in both, "
     "or "
     "leave one of them out)"},
    {"title: T\ncorrelation: {type: temporal, timespan: 5m}\n",
     "a.yml:2:14: the key rules is missing"},
    {"title: T\ngenerate: perhaps\ncorrelation: {type: temporal, rules: [a], timespan: 5m}\n",
     "a.yml:2:11: generate must be true or false"},
    {"title: T\ncorrelation: {type: event_count, rules: [a], timespan: 5m}\n",
     "a.yml:2:14: event_count needs a condition with a bound (as in: condition: {gte: 10})"},
    {"title: T\ncorrelation: {type: value_count, rules: [a], timespan: 5m, condition: {gte: 3}}\n",
     "a.yml:2:14: value_count needs the field whose values count (as in: condition: {field: User, "
     "gte: 4})"},
    {"title: T\ncorrelation: {type: temporal, rules: [a], timespan: 5m, groupby: [x]}\n",
     "a.yml:2:57: unknown key groupby in correlation (did you mean group-by?)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sigma_reader_tests)

BOOST_AUTO_TEST_CASE(maps_are_and_lists_of_maps_or_bare_values_keywords) {
    BOOST_TEST(condition("  s: {f: v, g: w}\n  condition: s\n") == "(f ~ \"v\" and g ~ \"w\")");
    BOOST_TEST(condition("  s: [{f: v}, {g: w, h: x}]\n  condition: s\n") ==
               "(f ~ \"v\" or (g ~ \"w\" and h ~ \"x\"))");
    BOOST_TEST(condition("  s: [a, 6]\n  condition: s\n") ==
               "(any text ~ \"*a*\" or any text ~ \"*6*\")");
    BOOST_TEST(condition("  s: [a, {f: v}]\n  condition: s\n") ==
               "(any text ~ \"*a*\" or f ~ \"v\")");
    BOOST_TEST(condition("  s: a\n  condition: s\n") == "any text ~ \"*a*\"");
}

BOOST_AUTO_TEST_CASE(a_list_of_conditions_is_or) {
    BOOST_TEST(condition("  s: {f: v}\n  t: {g: w}\n  condition: [s, not t]\n") ==
               "(f ~ \"v\" or not g ~ \"w\")");
}

BOOST_AUTO_TEST_CASE(meta_data_is_kept) {
    const auto documents = read(
        "title: T\nid: 2a\nname: n\nlevel: high\nauthor: A\nstatus: test\ndescription: D\n"
        "references: [u]\ntags: [attack.t1059]\nfalsepositives: [p]\n"
        "logsource: {product: linux, service: auditd}\n"
        "detection: {s: {f: v}, condition: s}\n");
    const auto& rule = documents.detections.at(0);
    BOOST_TEST(rule.meta.title == "T");
    BOOST_TEST(rule.meta.id == "2a");
    BOOST_TEST(rule.meta.name == "n");
    BOOST_CHECK(rule.meta.level == pipehound::event::Level::high);
    BOOST_TEST(rule.meta.references.at(0) == "u");
    BOOST_TEST(rule.meta.tags.at(0) == "attack.t1059");
    BOOST_TEST(rule.meta.false_positives.at(0) == "p");
    BOOST_TEST(text(rule.source) == "linux/auditd");
}

BOOST_AUTO_TEST_CASE(a_rule_without_an_id_gets_one_that_lasts_while_its_text_does) {
    const auto one = read(head + "detection: {s: {f: v}, condition: s}\n");
    const auto same = read("# moved\n\n" + head + "detection: {s: {f: v}, condition: s}\n");
    const auto other = read(head + "detection: {s: {f: w}, condition: s}\n");
    BOOST_TEST(one.detections.at(0).meta.id == same.detections.at(0).meta.id);
    BOOST_TEST(one.detections.at(0).meta.id != other.detections.at(0).meta.id);
}

BOOST_AUTO_TEST_CASE(several_documents_stand_in_one_file_and_a_broken_one_leaves_the_others) {
    const auto documents =
        read(head + "detection: {s: {f: v}, condition: s}\n---\ntitle: U\n---\n" + head +
             "filter: {rules: any, s: {f: v}, condition: not s}\n");
    BOOST_TEST(documents.detections.size() == 1U);
    BOOST_TEST(documents.filters.size() == 1U);
    BOOST_TEST(documents.broken.size() == 1U);
    BOOST_CHECK((documents.broken.at(0).place == Place{5, 1}));
}

BOOST_AUTO_TEST_CASE(a_document_that_is_no_yaml_leaves_the_others_and_its_lines_are_the_files) {
    const auto documents =
        read(head + "detection: {s: {f: v}, condition: s}\n---\ntitle: [\n---\n" + head +
             "detection: {s: {f: v}, condition: s, x: }\n");
    BOOST_TEST(documents.detections.size() == 1U);
    BOOST_TEST(documents.broken.size() == 2U);
    BOOST_TEST(documents.broken.at(0).place.line == 6U);
    BOOST_TEST(documents.broken.at(1).place.line == 9U);
}

BOOST_AUTO_TEST_CASE(a_filter_carries_its_reason_and_its_last_day) {
    const auto documents = read(head +
                                "filter: {rules: [a, b], s: {f: v}, condition: not s}\n"
                                "reason: because\nexpires: 2026-12-31\n");
    const auto& filter = documents.filters.at(0);
    BOOST_TEST(filter.reason == "because");
    BOOST_TEST(filter.rules.size() == 2U);
    BOOST_TEST(!filter.any_rule);
    const pipehound::event::Time new_year = std::chrono::sys_days{2027y / 1 / 1};
    BOOST_CHECK(filter.expires == new_year);
}

BOOST_AUTO_TEST_CASE(a_correlation_is_read_whole) {
    const auto documents = read(
        "title: T\ncorrelation:\n  type: value_count\n  rules: [a, b]\n  group-by: [u, h]\n"
        "  timespan: 90m\n  aliases: {u: {a: User, b: SubjectUser}}\n"
        "  condition: {field: Image, gt: 3, lte: 9}\ngenerate: true\nlevel: high\n");
    BOOST_REQUIRE(documents.broken.empty());
    const auto& correlation = documents.correlations.at(0);
    BOOST_CHECK(correlation.type == Correlation::Type::value_count);
    BOOST_TEST(correlation.rules.at(1).rule == "b");
    BOOST_TEST(correlation.group_by.at(1) == "h");
    BOOST_CHECK(correlation.timespan == 90min);
    BOOST_TEST(correlation.aliases.at(0).fields.at(1).second == "SubjectUser");
    BOOST_TEST(correlation.fields.at(0) == "Image");
    BOOST_TEST(correlation.bounds.size() == 2U);
    BOOST_TEST(correlation.generate);
}

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_its_place_and_a_way_out, data::make(mistakes),
                     mistake) {
    BOOST_TEST(broken(mistake.text) == mistake.told);
}

BOOST_AUTO_TEST_CASE(aliases_that_multiply_are_refused) {
    std::string text = "title: T\na: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name < 'k'; ++name) {
        text += std::string{name} + ": &" + name + " [";
        for (int i = 0; i < 10; ++i)
            text += std::string{i > 0 ? ", *" : "*"} + static_cast<char>(name - 1);
        text += "]\n";
    }
    BOOST_TEST(broken(text) ==
               "a.yml:1:1: the document is too large (at most 100000 values are read)");
    BOOST_TEST(broken("title: T\na: &a [*a]\n") ==
               "a.yml:2:8: the alias stands in what it means (write it out)");
}

BOOST_AUTO_TEST_CASE(a_map_takes_over_what_another_says) {
    const auto documents = read(
        "title: T\nid: t\nlevel: High\nlogsource: {product: linux, category: process_creation}\n"
        "detection:\n  a: &a {Image: x, User: y}\n  b: {<<: *a, User: z}\n"
        "  c: {<<: [*a, {Image: w, ProcessId: 1}]}\n  condition: b or c\n");
    BOOST_REQUIRE(documents.detections.size() == 1u);
    BOOST_TEST(
        text(*documents.detections.at(0).condition) ==
        R"(((User ~ "z" and Image ~ "x") or (Image ~ "x" and User ~ "y" and ProcessId ~ "1")))");
    BOOST_TEST((documents.detections.at(0).meta.level == pipehound::event::Level::high));
    BOOST_TEST(broken("title: T\na: {<<: x}\n") ==
               "a.yml:2:9: << takes over maps alone (as in: <<: *base)");
}

BOOST_AUTO_TEST_CASE(an_empty_document_between_two_ends_nothing) {
    const auto rule = head + "detection: {s: {f: v}, condition: s}\n";
    const auto documents = read(rule + "---\n---\n" + rule + "---\n~\n---\n" + rule);
    BOOST_TEST(documents.detections.size() == 3U);
    BOOST_TEST(documents.broken.empty());
}

// Depth costs stack where a tree is walked, and a few bytes of text each.
BOOST_AUTO_TEST_CASE(what_is_nested_too_deep_is_refused) {
    const auto nested = [](int depth) {
        const auto count = static_cast<std::size_t>(depth);
        return head + "detection: {s: {f: v}, condition: s}\nx: " + std::string(count, '[') +
               std::string(count, ']') + '\n';
    };
    BOOST_TEST(broken(nested(31)) == "0 broken");
    BOOST_TEST(broken(nested(32)) ==
               "a.yml:4:35: lists and maps are nested too deep (at most 32 "
               "levels are read)");
    std::string text = head + "detection: {s: {f: v}, condition: s}\na0: &a0 [x]\n";
    for (int i = 1; i < 30'000; ++i)
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" +
                std::to_string(i - 1) + "]\n";
    BOOST_TEST(broken(text) ==
               "a.yml:34:6: lists and maps are nested too deep (at most 32 levels "
               "are read)");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_told_a_file_of_comments_is_not) {
    BOOST_TEST(broken("\n") == "a.yml:1:1: the file is empty");
    BOOST_TEST(broken("# nothing here yet\n") == "0 broken");
}

// Each key was compared with all before it.
BOOST_AUTO_TEST_CASE(a_map_of_many_keys_is_read_in_one_go) {
    std::string text = head + "detection:\n  condition: s1\n";
    for (int i = 0; i < 30'000; ++i) text += "  s" + std::to_string(i) + ": [x]\n";
    BOOST_TEST(broken(text) == "0 broken");
    BOOST_TEST(
        broken(text + "  s7: [x]\n") ==
        "a.yml:30005:3: the key s7 stands twice (YAML keeps one value for a key: merge the two)");
}

// yaml-cpp reads one empty document after the other at a comma outside of brackets: such a file
// took all memory. Found by the fuzzer.
BOOST_AUTO_TEST_CASE(a_comma_outside_of_brackets_ends_the_reading) {
    const std::string told = ": not valid YAML (check indentation and quotes)";
    BOOST_TEST(broken(",title: T\n") == "a.yml:1:1" + told);
    const auto documents = read(head + "detection: {s: {f: v}, condition: s}\n---\n, x\n");
    BOOST_TEST(documents.detections.size() == 1u);
    BOOST_REQUIRE(documents.broken.size() == 1u);
    BOOST_TEST(text(documents.broken.front()) == "a.yml:5:1" + told);
}

BOOST_AUTO_TEST_SUITE_END()
