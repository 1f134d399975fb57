// SPDX-License-Identifier: Apache-2.0
#include "detect/correlator.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <optional>

#include "support/chance.hpp"
#include "support/correlation_bench.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;
using rule::Correlation;
using rule::Order;
using test::book_with;
using test::Chance;
using test::CorrelationBench;
using Type = Correlation::Type;

namespace {

std::string correlation(const std::string& body, const std::string& id = "c") {
    return "title: C\nid: " + id + "\ncorrelation: {" + body + "}\n---\n";
}

// ---- the naive reference: every event judged anew over the whole history

struct Happened {
    std::vector<std::size_t> rules;
    event::Duration at{};
    std::string user;
    int value = 0;
};

struct What {
    Type type = Type::event_count;
    std::vector<std::size_t> rules{0, 1};
    bool grouped = false;
    event::Duration timespan{};
    std::optional<Order> order;
    int number = 0;
    int percentile = 50;
};

std::ostream& operator<<(std::ostream& out, const What& what) {
    out << rule::name(what.type) << " of";
    for (const auto rule : what.rules) out << " r" << rule;
    return out << (what.grouped ? " by User" : "") << " in " << what.timespan.count()
               << " ms, order " << (what.order ? static_cast<int>(*what.order) : -1) << ' '
               << what.number << ", p" << what.percentile;
}

std::string written(const What& what) {
    constexpr std::array words{"lt", "lte", "gt", "gte", "eq"};
    std::string rules;
    for (const auto rule : what.rules)
        rules += (rules.empty() ? "r" : ", r") + std::to_string(rule);
    auto text = "type: " + std::string{rule::name(what.type)} + ", rules: [" + rules +
                "], timespan: " + std::to_string(what.timespan.count() / 1000) + 's';
    if (what.grouped) text += ", group-by: [User]";
    if (!what.order) return correlation(text);
    text += std::string{", condition: {"} + words[static_cast<std::size_t>(*what.order)] + ": " +
            std::to_string(what.number);
    const bool temporal = what.type == Type::temporal || what.type == Type::temporal_ordered;
    if (what.type != Type::event_count && !temporal) text += ", field: ProcessId";
    if (what.type == Type::value_percentile)
        text += ", percentile: " + std::to_string(what.percentile);
    return correlation(text + '}');
}

/// An event stands once for each of the rules that found it and that the correlation names.
std::vector<double> values_of(const What& what, const std::vector<Happened>& window) {
    std::vector<double> values;
    for (const auto& event : window)
        for (const auto rule : what.rules)
            if (std::count(event.rules.begin(), event.rules.end(), rule) > 0)
                values.push_back(event.value);
    return values;
}

/// Is there a chain of events, each later than the one before, that the rules found in order?
bool has_chain(const What& what, const std::vector<Happened>& window, std::size_t from = 0,
               std::size_t link = 0) {
    if (link == what.rules.size()) return true;
    for (auto i = from; i < window.size(); ++i)
        if (std::count(window[i].rules.begin(), window[i].rules.end(), what.rules[link]) > 0 &&
            has_chain(what, window, i + 1, link + 1))
            return true;
    return false;
}

std::size_t rules_in(const What& what, const std::vector<Happened>& window) {
    return static_cast<std::size_t>(
        std::count_if(what.rules.begin(), what.rules.end(), [&](std::size_t rule) {
            return std::any_of(window.begin(), window.end(), [&](const auto& event) {
                return std::count(event.rules.begin(), event.rules.end(), rule) > 0;
            });
        }));
}

bool fulfilled(const What& what, const std::vector<Happened>& window) {
    const auto bound = [&](double measure) {
        return rule::holds(*what.order, measure, static_cast<double>(what.number));
    };
    auto values = values_of(what, window);
    double sum = 0;
    for (const auto value : values) sum += value;
    const auto count = static_cast<double>(values.size());
    std::sort(values.begin(), values.end());
    switch (what.type) {
        case Type::event_count:
            return bound(count);
        case Type::value_count:
            return bound(
                static_cast<double>(std::set<double>(values.begin(), values.end()).size()));
        case Type::temporal:
            return what.order ? bound(static_cast<double>(rules_in(what, window)))
                              : rules_in(what, window) == what.rules.size();
        case Type::temporal_ordered:
            return has_chain(what, window);
        case Type::value_sum:
            return bound(sum);
        case Type::value_avg:
            return bound(sum / count);
        case Type::value_median: {
            const auto middle = values.size() / 2;
            return bound((values[middle] + values[(values.size() - 1) / 2]) / 2);
        }
        case Type::value_percentile: {
            std::size_t rank = 1;  // the least value that so many percent do not exceed
            while (static_cast<double>(rank) * 100 < what.percentile * count) ++rank;
            return bound(values[rank - 1]);
        }
    }
    return false;
}

bool slides(const What& what) {
    if (what.type == Type::temporal || what.type == Type::temporal_ordered) return true;
    if (what.type == Type::value_avg || what.type == Type::value_percentile ||
        what.type == Type::value_median)
        return false;
    return what.order == Order::greater || what.order == Order::greater_or_equal;
}

/// When a group alerts: (time, user).
using Alerts = std::vector<std::pair<event::Duration, std::string>>;

Alerts sliding(const What& what, const std::vector<Happened>& history) {
    Alerts alerts;
    std::map<std::string, event::Duration> quiet_until;
    for (auto now = history.begin(); now != history.end(); ++now) {
        std::vector<Happened> window;
        const auto group = what.grouped ? now->user : std::string{};
        for (auto event = history.begin(); event <= now; ++event)
            if (event->at >= now->at - what.timespan && (!what.grouped || event->user == group))
                window.push_back(*event);
        const auto quiet = quiet_until.find(group);
        if (rules_in(what, {*now}) == 0 || !fulfilled(what, window)) continue;
        if (quiet != quiet_until.end() && now->at <= quiet->second) continue;
        alerts.emplace_back(now->at, group);
        quiet_until[group] = now->at + what.timespan;
    }
    return alerts;
}

/// Each window begins with the first event behind the last one.
Alerts whole(const What& what, const std::vector<Happened>& history) {
    std::map<std::string, std::vector<Happened>> windows;
    Alerts alerts;
    const auto close = [&](const std::string& group, std::vector<Happened>& window) {
        if (!window.empty() && fulfilled(what, window))
            alerts.emplace_back(window.front().at + what.timespan, group);
        window.clear();
    };
    for (const auto& event : history) {
        if (rules_in(what, {event}) == 0) continue;
        const auto group = what.grouped ? event.user : std::string{};
        auto& window = windows[group];
        if (!window.empty() && event.at > window.front().at + what.timespan) close(group, window);
        window.push_back(event);
    }
    for (auto& [group, window] : windows) close(group, window);
    std::sort(alerts.begin(), alerts.end());
    return alerts;
}

// ---- random correlations and histories

What random_correlation(Chance& chance, Type type) {
    What what;
    what.type = type;
    what.rules.clear();
    for (auto left = chance.below(3) + 1; left > 0; --left) what.rules.push_back(chance.below(3));
    const bool each_once = type != Type::temporal_ordered;  // where a rule may well stand twice
    if (each_once) {
        std::sort(what.rules.begin(), what.rules.end());
        what.rules.erase(std::unique(what.rules.begin(), what.rules.end()), what.rules.end());
    }
    what.grouped = chance.one_in(2);
    what.timespan = std::chrono::seconds{chance.below(6) + 1};
    what.percentile = static_cast<int>(chance.below(101));
    what.number = static_cast<int>(chance.below(6));
    if (type == Type::value_sum) what.number *= 4;
    if (type == Type::temporal_ordered || (type == Type::temporal && chance.one_in(2))) return what;
    what.order = static_cast<Order>(chance.below(5));
    if (type == Type::temporal) what.order = Order::greater_or_equal;
    return what;
}

std::vector<Happened> random_history(Chance& chance) {
    std::vector<Happened> history;
    event::Duration now = 1000s;
    for (auto left = chance.below(60); left > 0; --left) {
        now += event::Duration{500 * chance.below(chance.one_in(8) ? 20 : 4)};
        Happened event{
            {}, now, chance.one_in(2) ? "eva" : "ole", static_cast<int>(chance.below(7))};
        for (std::size_t rule = 0; rule < 3; ++rule)
            if (chance.one_in(2)) event.rules.push_back(rule);
        history.push_back(std::move(event));
    }
    return history;
}

/// What the correlator says, in the order of times; `restarted` with each event.
Alerts ran(const What& what, const std::vector<Happened>& history, bool restarted) {
    CorrelationBench bench{book_with(written(what))};
    Alerts alerts;
    const auto note = [&](const CorrelationBench::Hits& hits, event::Duration now) {
        for (const auto& hit : hits)
            alerts.emplace_back(now, hit.key.empty() ? std::string{} : hit.key.front());
    };
    for (const auto& event : history) {
        while (bench.correlator().deadline() &&
               bench.correlator().deadline()->time_since_epoch() <= event.at) {
            const auto due = bench.correlator().deadline()->time_since_epoch();
            note(bench.expire(due), due - 1ms);
        }
        note(bench.take(event.rules, event.at, event.user, event.value), event.at);
        if (restarted) BOOST_REQUIRE(bench.restart());
    }
    while (const auto deadline = bench.correlator().deadline())
        note(bench.expire(*deadline), deadline->time_since_epoch() - 1ms);
    std::sort(alerts.begin(), alerts.end());
    return alerts;
}

const int types[] = {0, 1, 2, 3, 4, 5, 6};  // Type

const std::string three = "type: event_count, rules: r0, timespan: 10s, condition: {gte: 3}";

}  // namespace

BOOST_AUTO_TEST_SUITE(correlator_tests)

// The same event may be found by several of the rules: `temporal_ordered` forgot the first link of
// a chain when the event that was its second was found by the first rule as well, so that whoever
// made his second step look like the first was not seen.
BOOST_DATA_TEST_CASE(each_type_alerts_when_the_naive_one_does, data::make(types), number) {
    const auto type = static_cast<Type>(number);
    Chance chance{static_cast<unsigned>(number) + 1};
    std::size_t alerts = 0;
    for (int round = 0; round < 600; ++round) {
        const auto what = random_correlation(chance, type);
        const auto history = random_history(chance);
        auto expected = slides(what) ? sliding(what, history) : whole(what, history);
        std::sort(expected.begin(), expected.end());
        const auto found = ran(what, history, chance.one_in(2));
        BOOST_REQUIRE_MESSAGE(found == expected, "round " << round << ": " << what << ": "
                                                          << found.size() << " alerts, not "
                                                          << expected.size());
        alerts += expected.size();
    }
    BOOST_TEST(alerts > 200u);
}

BOOST_AUTO_TEST_CASE(an_event_that_does_not_tell_the_group_belongs_to_none) {
    CorrelationBench bench{book_with(correlation(three + ", group-by: [User]"))};
    for (int i = 0; i < 5; ++i) BOOST_TEST(bench.take({0}, 1s).empty());
    BOOST_TEST(bench.correlator().groups() == 0u);
}

BOOST_AUTO_TEST_CASE(a_group_belongs_to_its_host) {
    CorrelationBench bench{book_with(correlation(three))};
    (void)bench.take({0}, 1s);
    (void)bench.take({0}, 1s);
    bench.node = event::NodeId{1};
    BOOST_TEST(bench.take({0}, 1s).empty());
    bench.node = event::NodeId{0};
    BOOST_TEST(bench.take({0}, 1s).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_hit_tells_its_events_and_what_they_come_to) {
    CorrelationBench bench{book_with(correlation(three + ", group-by: [User]"))};
    (void)bench.take({0}, 1s, "eva");
    (void)bench.take({1}, 2s, "eva");
    (void)bench.take({0}, 3s, "eva");
    const auto hits = bench.take({0}, 11s, "eva");
    BOOST_REQUIRE(hits.size() == 1u);
    BOOST_TEST(hits[0].alerts);
    BOOST_TEST(hits[0].measure == "3 events");
    BOOST_TEST(hits[0].key == std::vector<std::string>{"eva"});
    std::vector<event::Ordinal> ordinals;
    for (const auto& finding : hits[0].findings) ordinals.push_back(finding.moment.ordinal);
    BOOST_TEST(ordinals == (std::vector<event::Ordinal>{1, 3, 4}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_group_is_quiet_for_a_timespan_after_it_alerted) {
    CorrelationBench bench{
        book_with(correlation("type: event_count, rules: r0, timespan: 10s, condition: {gte: 1}"))};
    BOOST_TEST(bench.take({0}, 1s).size() == 1u);
    BOOST_TEST(bench.take({0}, 11s).empty());
    BOOST_TEST(bench.take({0}, 11s + 1ms).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_alias_means_another_field_for_each_rule) {
    CorrelationBench bench{
        book_with(correlation("type: temporal, rules: [r0, r1], timespan: 10s, group-by: [who], "
                              "aliases: {who: {r0: User, "
                              "r1: ProcessId}}"))};
    (void)bench.take({0}, 1s, "7", 1);
    BOOST_TEST(bench.take({1}, 2s, "x", 8).empty());
    const auto hits = bench.take({1}, 2s, "x", 7);
    BOOST_REQUIRE(hits.size() == 1u);
    BOOST_TEST(hits[0].key == std::vector<std::string>{"7"});
}

// Parts of a key were joined by a byte that a value may have: two groups could be made one.
BOOST_AUTO_TEST_CASE(values_with_odd_bytes_do_not_run_together) {
    CorrelationBench bench{book_with(correlation(three + ", group-by: [User, Image]"))};
    bench.exe = "b";
    (void)bench.take({0}, 1s, "a\x1f");
    bench.exe =
        "\x1f"
        "b";
    (void)bench.take({0}, 1s, "a");
    BOOST_TEST(bench.correlator().groups() == 2u);
}

BOOST_AUTO_TEST_CASE(a_correlation_hears_of_another_each_time_that_it_is_fulfilled) {
    CorrelationBench bench{book_with(
        correlation("type: event_count, rules: r0, timespan: 10s, group-by: [User], condition: "
                    "{gte: 2}",
                    "pair") +
        correlation("type: event_count, rules: pair, timespan: 60s, group-by: [User], condition: "
                    "{gte: 3}",
                    "pairs"))};
    BOOST_TEST(bench.take({0}, 1s, "eva").empty());
    BOOST_TEST(bench.take({0}, 2s, "eva").empty());
    BOOST_TEST(bench.take({0}, 3s, "eva").empty());
    BOOST_TEST(bench.take({0}, 3s, "ole").empty());
    const auto hits = bench.take({0}, 4s, "eva");
    BOOST_REQUIRE(hits.size() == 1u);
    BOOST_TEST(hits[0].correlation->what.meta.id == "pairs");
    BOOST_TEST(hits[0].key == std::vector<std::string>{"eva"});
}

BOOST_AUTO_TEST_CASE(what_a_correlation_refers_to_alerts_too_where_it_says_generate) {
    const auto pair = correlation(
        "type: event_count, rules: r0, timespan: 10s, generate: true, condition: {gte: 2}", "pair");
    const auto pairs =
        "type: event_count, rules: pair, timespan: 60s, condition: {gte: 2}" + std::string{};
    for (const bool generate : {false, true}) {
        const auto book =
            book_with(pair + correlation(pairs + (generate ? ", generate: true" : ""), "pairs"));
        BOOST_TEST(book->rules[0].alerts);
        BOOST_TEST(book->correlations[0].alerts == generate);
        CorrelationBench bench{book};
        (void)bench.take({0}, 1s);
        BOOST_TEST(bench.take({0}, 2s).size() == (generate ? 1u : 0u));
        BOOST_TEST(bench.take({0}, 3s).size() == 1u);
    }
}

// The end of a stored log judges all windows at once: what a first one found then came too late
// for the window of a second.
BOOST_AUTO_TEST_CASE(windows_that_begin_while_others_are_closed_are_judged_as_well) {
    CorrelationBench bench{book_with(
        correlation("type: value_avg, rules: r0, timespan: 10s, condition: {field: "
                    "ProcessId, gte: 1}",
                    "average") +
        correlation("type: event_count, rules: average, timespan: 10s, condition: {eq: 1}",
                    "once"))};
    BOOST_TEST(bench.take({0}, 1s).empty());
    const auto hits = bench.expire(event::Time::max());
    BOOST_REQUIRE(hits.size() == 1u);
    BOOST_TEST(hits[0].correlation->what.meta.id == "once");
    BOOST_TEST(!bench.correlator().deadline());
}

BOOST_AUTO_TEST_CASE(the_group_that_was_used_least_recently_makes_room) {
    CorrelationBench bench{book_with(correlation(three + ", group-by: [User]")), {2, 1000}};
    (void)bench.take({0}, 1s, "a");
    (void)bench.take({0}, 1s, "b");
    (void)bench.take({0}, 1s, "a");
    (void)bench.take({0}, 1s, "c");  // b goes
    BOOST_TEST(bench.correlator().groups() == 2u);
    BOOST_TEST(bench.correlator().evictions() == 1u);
    BOOST_TEST(bench.take({0}, 1s, "a").size() == 1u);
    (void)bench.take({0}, 1s, "b");
    BOOST_TEST(bench.take({0}, 1s, "b").empty());
}

BOOST_AUTO_TEST_CASE(all_groups_together_remember_so_many_events) {
    CorrelationBench bench{
        book_with(correlation("type: event_count, rules: r0, timespan: 100s, group-by: [User], "
                              "condition: {gte: 9}")),
        {100, 10}};
    for (int i = 0; i < 6; ++i) (void)bench.take({0}, 1s, "a");
    for (int i = 0; i < 4; ++i) (void)bench.take({0}, 1s, "b");
    BOOST_TEST(bench.correlator().groups() == 2u);
    (void)bench.take({0}, 1s, "c");  // the eleventh: a goes with its six
    BOOST_TEST(bench.correlator().groups() == 2u);
    BOOST_TEST(bench.correlator().evictions() == 1u);
    for (int i = 0; i < 4; ++i) (void)bench.take({0}, 1s, "b");
    BOOST_TEST(bench.take({0}, 1s, "b").size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_evicted_window_is_not_judged) {
    CorrelationBench bench{book_with(correlation("type: event_count, rules: r0, timespan: 10s, "
                                                 "group-by: [User], condition: {lt: 3}")),
                           {1, 1000}};
    (void)bench.take({0}, 1s, "a");
    (void)bench.take({0}, 2s, "b");
    BOOST_TEST(bench.expire(1h).size() == 1u);
    BOOST_TEST(!bench.correlator().deadline());
}

BOOST_AUTO_TEST_CASE(other_rules_keep_the_state_of_what_did_not_change) {
    const auto two =
        correlation("type: event_count, rules: r1, timespan: 10s, condition: {gte: 2}", "other");
    const auto changed =
        correlation("type: event_count, rules: r1, timespan: 20s, condition: {gte: 2}", "other");
    CorrelationBench bench{book_with(correlation(three) + two)};
    (void)bench.take({0}, 1s);
    (void)bench.take({0}, 1s);
    (void)bench.take({1}, 1s);
    bench.change_to(book_with(changed + correlation(three)));
    BOOST_TEST(bench.correlator().groups() == 1u);
    BOOST_TEST(bench.take({1}, 2s).empty());
    BOOST_TEST(bench.take({0}, 2s).size() == 1u);
    bench.change_to(book_with({}));
    BOOST_TEST(bench.correlator().groups() == 0u);
    BOOST_TEST(bench.take({0}, 3s).empty());
}

BOOST_AUTO_TEST_CASE(a_window_that_runs_over_a_change_of_rules_is_judged_in_the_end) {
    const auto few = correlation("type: event_count, rules: r0, timespan: 10s, condition: {lt: 3}");
    CorrelationBench bench{book_with(few)};
    (void)bench.take({0}, 1s);
    bench.change_to(book_with(few));
    BOOST_REQUIRE(bench.correlator().deadline().has_value());
    BOOST_TEST(bench.expire(1h).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
