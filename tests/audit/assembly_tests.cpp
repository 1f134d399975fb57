// SPDX-License-Identifier: Apache-2.0
// How records become events: which belong together, and when one has ended.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "records.hpp"

using namespace pipehound;
using namespace std::chrono_literals;
using boost::test_tools::per_element;
using test::Records;
using test::Run;
using Serials = std::vector<event::Serial>;

namespace {

constexpr event::Time noon{1000s};

}  // namespace

BOOST_AUTO_TEST_SUITE(assembly_tests)

BOOST_AUTO_TEST_CASE(ends_an_event_by_proctitle_where_a_log_has_no_eoe) {
    Run run;
    run.feed(Records{1}.executes("a").text());
    BOOST_TEST(run.events.empty());
    run.feed(Records{1}.proctitle().text());
    BOOST_TEST(run.serials() == Serials{1}, per_element());
}

BOOST_AUTO_TEST_CASE(ends_an_event_by_eoe_where_proctitle_is_excluded) {
    Run run;
    run.feed(Records{1}.executes("a").end().text());
    BOOST_TEST(run.serials() == Serials{1}, per_element());
}

BOOST_AUTO_TEST_CASE(an_eoe_behind_a_proctitle_is_neither_an_event_nor_late) {
    Run run;
    run.feed(Records{1}.executes("a").proctitle().end().text());
    run.feed(Records{2}.executes("b").proctitle().end().text()).finish();
    BOOST_TEST(run.serials() == (Serials{1, 2}), per_element());
    BOOST_TEST(run.stream.counters().late_record == 0u);
    BOOST_TEST(run.stream.counters().events == 2u);
}

BOOST_AUTO_TEST_CASE(waits_for_eoe_once_a_node_has_sent_one) {
    Run run;
    run.feed(Records{1}.executes("a").end().text());
    run.feed(Records{2}.executes("b").proctitle().text());
    BOOST_TEST(run.serials() == Serials{1}, per_element());
    run.feed(Records{2}.end().text());
    BOOST_TEST(run.serials() == (Serials{1, 2}), per_element());
}

BOOST_AUTO_TEST_CASE(goes_by_proctitle_again_when_a_node_stops_to_send_eoe) {
    Run run{audit::EventStream::Options{}};
    run.feed(Records{1}.executes("a").end().text(), noon);
    run.feed(Records{2}.executes("b").proctitle().text(), noon).expire(noon + 2s);
    BOOST_TEST(run.serials() == (Serials{1, 2}), per_element());
    run.feed(Records{3}.executes("c").proctitle().text(), noon + 2s);
    BOOST_TEST(run.serials() == (Serials{1, 2, 3}), per_element());
}

BOOST_AUTO_TEST_CASE(ends_an_event_without_any_mark_by_age) {
    Run run{audit::EventStream::Options{}};
    run.feed(Records{1}.executes("a").text(), noon);
    BOOST_REQUIRE(run.stream.deadline());
    BOOST_TEST((*run.stream.deadline() == noon + 2s));
    run.expire(noon + 1999ms);
    BOOST_TEST(run.events.empty());
    run.expire(noon + 2s);
    BOOST_TEST(run.serials() == Serials{1}, per_element());
    BOOST_TEST(run.stream.counters().aged_event == 1u);
    BOOST_TEST(!run.stream.deadline());
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_neither_ends_nor_delays_an_event) {
    Run run{audit::EventStream::Options{}};
    run.feed(Records{1}.executes("a").text(), noon);
    run.expire(noon - 1h);
    BOOST_TEST(run.events.empty());
    BOOST_TEST((*run.stream.deadline() == noon - 1h + 2s));
    run.expire(noon - 1h + 2s);
    BOOST_TEST(run.serials() == Serials{1}, per_element());
}

BOOST_AUTO_TEST_CASE(a_replay_ages_events_by_the_time_of_records) {
    Run run;
    run.feed(Records{1, 1000}.executes("a").text());
    run.feed(Records{2, 1002}.executes("b").text());
    BOOST_TEST(run.serials() == Serials{1}, per_element());
}

BOOST_AUTO_TEST_CASE(tells_interleaved_events_apart) {
    const auto first = Records{1}.executes("a").proctitle();
    const auto second = Records{2}.executes("b").proctitle();
    Run run;
    for (std::size_t i = 0; i < first.lines().size(); ++i)
        run.feed(first.lines()[i]).feed(second.lines()[i]);
    BOOST_REQUIRE(run.serials() == (Serials{1, 2}));
    const auto argv = [&](std::size_t i) {
        return std::get<event::ProcessExecuted>(run.events[i].act).argv;
    };
    BOOST_TEST(argv(0) == std::vector<std::string>{"a"}, per_element());
    BOOST_TEST(argv(1) == std::vector<std::string>{"b"}, per_element());
}

BOOST_AUTO_TEST_CASE(tells_events_of_the_same_serial_on_two_nodes_apart) {
    const auto first = Records{1, 1000, "a"}.executes("a").proctitle();
    const auto second = Records{1, 1000, "b"}.executes("b").proctitle();
    Run run;
    for (std::size_t i = 0; i < first.lines().size(); ++i)
        run.feed(first.lines()[i]).feed(second.lines()[i]);
    BOOST_REQUIRE(run.events.size() == 2u);
    BOOST_TEST(run.nodes.name(run.events[0].header.node) == "a");
    BOOST_TEST(run.nodes.name(run.events[1].header.node) == "b");
}

BOOST_AUTO_TEST_CASE(counts_and_drops_a_record_that_comes_after_its_event) {
    Run run;
    run.feed(Records{1}.executes("a").proctitle().text());
    run.feed(Records{1}.add("CWD", "cwd=\"/late\"").text()).finish();
    BOOST_TEST(run.events.size() == 1u);
    BOOST_TEST(run.stream.counters().late_record == 1u);
}

BOOST_AUTO_TEST_CASE(a_login_record_belongs_to_the_call_that_follows) {
    Run run;
    run.feed(Records{1}.add("LOGIN", "pid=11 uid=0 auid=1000").executes("a").proctitle().text());
    BOOST_TEST(run.events.size() == 1u);
    BOOST_TEST(run.stream.counters().events == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_no_more_events_open_than_the_limit) {
    auto options = audit::EventStream::Options::replay();
    options.open.events = 3;
    Run run{options};
    for (std::uint64_t serial = 1; serial <= 10; ++serial)
        run.feed(Records{serial}.executes("a").text());
    BOOST_TEST(run.events.size() == 7u);
    BOOST_TEST(run.stream.counters().evicted_open == 7u);
    run.finish();
    BOOST_TEST(run.events.size() == 10u);
}

BOOST_AUTO_TEST_CASE(keeps_no_more_bytes_open_than_the_limit) {
    auto options = audit::EventStream::Options::replay();
    options.open.bytes = 2000;
    Run run{options};
    for (std::uint64_t serial = 1; serial <= 10; ++serial)
        run.feed(Records{serial}.executes("a").text());
    BOOST_TEST(run.stream.counters().evicted_open >= 4u);
    run.finish();
    BOOST_TEST(run.events.size() == 10u);
}

// An argument list of megabytes must not hide the program that it is given to.
BOOST_AUTO_TEST_CASE(an_event_too_large_loses_arguments_and_nothing_else) {
    Records records{1};
    records.executes("a");
    for (int i = 1; i < 200; ++i)
        records.add("EXECVE", "a" + std::to_string(i) + "=\"" + std::string(7000, 'x') + '"');
    records.add("PATH", "item=0 name=\"/bin/a\" inode=1 dev=fe:00 mode=0100755 nametype=NORMAL");
    Run run;
    run.feed(records.proctitle().text());
    BOOST_REQUIRE(run.events.size() == 1u);
    const auto& executed = std::get<event::ProcessExecuted>(run.events[0].act);
    BOOST_TEST(executed.called == "/bin/a");
    BOOST_TEST(executed.argv.size() > 20u);
    BOOST_TEST(executed.argv.size() < 200u);
    BOOST_TEST(run.stream.counters().event_too_large == 1u);
}

BOOST_AUTO_TEST_CASE(judges_a_last_line_without_newline) {
    auto text = Records{1}.executes("a").proctitle().text();
    text.pop_back();
    Run run;
    run.feed(text);
    BOOST_TEST(run.events.empty());
    run.finish();
    BOOST_TEST(run.events.size() == 1u);
    run.feed("type=CWD msg=audi").finish();
    BOOST_TEST(run.stream.counters().bad_head == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
