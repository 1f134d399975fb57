// SPDX-License-Identifier: Apache-2.0
#include "audit/serial_order.hpp"

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

std::string whole(event::Serial serial, double second = 1000, std::string node = {}) {
    return Records{serial, second, std::move(node)}.executes("a").proctitle().text();
}

audit::EventStream::Options live() {
    audit::EventStream::Options options;
    options.order.slack = 500ms;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(serial_order_tests)

BOOST_AUTO_TEST_CASE(lets_events_out_in_serial_order) {
    Run run;
    run.feed(whole(1)).feed(whole(3)).feed(whole(4));
    BOOST_TEST(run.serials() == Serials{1}, per_element());
    run.feed(whole(2));
    BOOST_TEST(run.serials() == (Serials{1, 2, 3, 4}), per_element());
    BOOST_TEST(run.stream.counters().late_event == 0u);
    BOOST_TEST(run.stream.counters().serial_gap == 0u);
}

BOOST_AUTO_TEST_CASE(holds_the_first_events_of_a_stream_for_one_that_began_before) {
    Run run;
    run.feed(Records{7}.executes("a").text()).feed(whole(8));
    BOOST_TEST(run.events.empty());
    run.feed(Records{7}.proctitle().text());
    BOOST_TEST(run.serials() == (Serials{7, 8}), per_element());
}

BOOST_AUTO_TEST_CASE(a_permanent_gap_costs_its_slack_once) {
    Run run{live()};
    run.feed(whole(1), noon).feed(whole(5), noon);
    BOOST_TEST((*run.stream.deadline() == noon + 500ms));
    run.expire(noon + 499ms);
    BOOST_TEST(run.serials() == Serials{1}, per_element());
    run.expire(noon + 500ms);
    BOOST_TEST(run.serials() == (Serials{1, 5}), per_element());
    BOOST_TEST(run.stream.counters().serial_gap == 3u);
    run.feed(whole(6), noon + 500ms);
    BOOST_TEST(run.serials() == (Serials{1, 5, 6}), per_element());
    BOOST_TEST(!run.stream.deadline());
}

BOOST_AUTO_TEST_CASE(an_open_event_holds_others_up_for_its_slack_only) {
    Run run{live()};
    run.feed(Records{1}.executes("a").text(), noon).feed(whole(2), noon).expire(noon + 500ms);
    BOOST_TEST(run.serials() == Serials{2}, per_element());
    run.expire(noon + 2s);
    BOOST_TEST(run.serials() == (Serials{2, 1}), per_element());
    BOOST_TEST(run.stream.counters().late_event == 1u);
}

BOOST_AUTO_TEST_CASE(a_filtered_log_comes_out_whole_and_in_order) {
    Run run;
    Serials expected;
    for (event::Serial serial = 1; serial < 500; serial += 7) {
        run.feed(whole(serial, 1000 + static_cast<double>(serial) / 10));
        expected.push_back(serial);
    }
    BOOST_TEST(run.events.size() > expected.size() - 10);
    run.finish();
    BOOST_TEST(run.serials() == expected, per_element());
}

BOOST_AUTO_TEST_CASE(holds_no_more_events_than_the_limit) {
    auto options = audit::EventStream::Options::replay();
    options.order.events = 4;
    Run run{options};
    for (event::Serial serial = 1; serial < 40; serial += 2) run.feed(whole(serial));
    BOOST_TEST(run.events.size() == 16u);
    BOOST_TEST(run.stream.counters().evicted_held == 15u);
    run.finish();
    BOOST_TEST(run.events.size() == 20u);
    BOOST_TEST(std::is_sorted(run.events.begin(), run.events.end(),
                              [](auto& a, auto& b) { return a.header.serial < b.header.serial; }));
}

BOOST_AUTO_TEST_CASE(serials_far_below_begin_a_new_count) {
    Run run;
    run.feed(whole(50000)).feed(whole(50001)).feed(whole(3)).feed(whole(4));
    BOOST_TEST(run.serials() == (Serials{50000, 50001, 3, 4}), per_element());
    BOOST_TEST(run.stream.counters().restart == 1u);
    BOOST_TEST(run.stream.counters().serial_gap == 0u);
    BOOST_TEST(run.stream.counters().late_event == 0u);
}

BOOST_AUTO_TEST_CASE(a_boot_soon_after_another_begins_a_new_count) {
    Run run;
    run.feed(whole(300, 1000)).feed(whole(3, 1060)).feed(whole(4, 1060));
    BOOST_TEST(run.serials() == (Serials{300, 3, 4}), per_element());
    BOOST_TEST(run.stream.counters().restart == 1u);
}

BOOST_AUTO_TEST_CASE(what_the_old_count_left_comes_out_before_the_new_one) {
    Run run;
    run.feed(whole(50000)).feed(whole(50002)).feed(Records{50004}.executes("a").text());
    run.feed(whole(3));
    BOOST_TEST(run.serials() == (Serials{50000, 50002, 50004, 3}), per_element());
}

BOOST_AUTO_TEST_CASE(a_late_event_comes_out_at_once_and_is_counted) {
    Run run{live()};
    run.feed(whole(1), noon).feed(whole(3), noon).expire(noon + 1s).feed(whole(2), noon + 1s);
    BOOST_TEST(run.serials() == (Serials{1, 3, 2}), per_element());
    BOOST_TEST(run.stream.counters().late_event == 1u);
}

BOOST_AUTO_TEST_CASE(nodes_do_not_wait_for_each_other) {
    Run run;
    run.feed(whole(1, 1000, "a")).feed(whole(3, 1000, "a")).feed(whole(90, 1000, "b"));
    BOOST_TEST(run.serials() == (Serials{1, 90}), per_element());
}

BOOST_AUTO_TEST_CASE(the_daemons_own_records_stay_out_of_the_count) {
    Run run;
    run.feed(whole(70)).feed(Records{3411}.add("DAEMON_END", "op=terminate").text());
    run.feed(Records{9000}.add("DAEMON_START", "op=start").text()).feed(whole(71));
    BOOST_TEST(run.serials() == (Serials{70, 71}), per_element());
    BOOST_TEST(run.stream.counters().serial_gap == 0u);
    BOOST_TEST(run.stream.counters().restart == 0u);
}

BOOST_AUTO_TEST_CASE(events_of_no_interest_count_in_the_order) {
    Run run;
    run.feed(whole(1)).feed(Records{2}.add("USER_LOGIN", "pid=1 res=success").text());
    run.feed(Records{3}.syscall("c000003e", 1, "success=yes exit=1").proctitle().text());
    run.feed(whole(4));
    BOOST_TEST(run.serials() == (Serials{1, 4}), per_element());
    BOOST_TEST(run.stream.counters().events == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
