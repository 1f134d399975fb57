// SPDX-License-Identifier: Apache-2.0
#include "blindness_watch.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace pipehound;
using namespace std::chrono_literals;
using plugin::Blindness;
using plugin::BlindnessWatch;
using plugin::KernelLook;

namespace {

constexpr event::Time begin{std::chrono::hours{1000}};

event::Records change(std::vector<std::pair<std::string, std::string>> fields) {
    event::Records records;
    records.header = {event::NodeId{}, begin, 77};
    records.actor.emplace();
    records.actor->pid = event::Pid{4242};
    records.actor->exe = "/usr/sbin/auditctl";
    records.actor->login_uid = event::Uid{1000};
    fields.emplace_back("res", "1");
    records.records.push_back({"CONFIG_CHANGE", std::move(fields)});
    return records;
}

event::Records removal() {
    return change({{"op", "remove_rule"}, {"key", "pipehound"}, {"list", "4"}});
}
event::Records addition() {
    return change({{"op", "add_rule"}, {"key", "pipehound"}, {"list", "4"}});
}
event::Records switched(const char* to) {
    return change({{"op", "set"}, {"audit_enabled", to}, {"old", "1"}});
}

KernelLook sound() {
    return {.enabled = 1,
            .daemon = 300,
            .backlog_limit = 8192,
            .rules = 40,
            .own_rules = 36,
            .coverage = {2, 2, 1}};
}

KernelLook without_rules() {
    auto look = sound();
    look.rules = look.own_rules = 0;
    look.coverage = {0, 0, 0};
    look.gaps = {"Nothing shows programs: load 40-pipehound.rules."};
    return look;
}

/// What is told of, by rule, up to that moment; empty where nothing is.
std::string told(BlindnessWatch& watch, event::Duration after) {
    std::string names;
    for (const auto& alert : watch.expire(begin + after))
        names += (names.empty() ? "" : ", ") + alert.rule.name;
    return names;
}

const std::string off = plugin::rule_of(Blindness::audit_off).name;
const std::string gone = plugin::rule_of(Blindness::rules_gone).name;
const std::string lost = plugin::rule_of(Blindness::kernel_lost).name;
const std::string gap = plugin::rule_of(Blindness::serial_gap).name;
const std::string full = plugin::rule_of(Blindness::queue_drops).name;

}  // namespace

BOOST_AUTO_TEST_SUITE(blindness_watch_tests)

BOOST_AUTO_TEST_CASE(a_sound_kernel_and_a_whole_stream_are_no_blindness) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(BlindnessWatch::Counts{}, begin);
    BOOST_TEST(told(watch, 1h).empty());
    BOOST_TEST(!watch.deadline());
    BOOST_TEST(watch.lasting().empty());
}

BOOST_AUTO_TEST_CASE(rules_that_are_removed_are_told_with_who_did_it) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(removal(), begin);
    BOOST_TEST(watch.take_wish());  // ask the kernel at once
    watch.see(without_rules(), begin + 10ms);
    BOOST_TEST(told(watch, 2s).empty());
    BOOST_TEST(told(watch, 3s).empty());  // the grace is over: the kernel is asked once more
    BOOST_TEST(watch.take_wish());
    watch.see(without_rules(), begin + 3s + 5ms);
    const auto alerts = watch.expire(begin + 3s + 5ms);
    BOOST_REQUIRE(alerts.size() == 1u);
    const auto& alert = alerts.front();
    BOOST_TEST(alert.rule.name == gone);
    BOOST_TEST((alert.kind == alert::Kind::blindness));
    BOOST_TEST((alert.level == event::Level::high));
    BOOST_TEST(alert.reason.find("36 of 36 rules") != std::string::npos);
    BOOST_TEST(alert.reason.find("Nothing shows programs") != std::string::npos);
    BOOST_REQUIRE(alert.members.size() == 1u);
    BOOST_TEST(alert.members[0].executable == "/usr/sbin/auditctl");
    BOOST_REQUIRE(alert.evidence.size() == 1u);
    BOOST_TEST(alert.evidence[0].serial == 77u);
    BOOST_TEST(watch.lasting().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_set_that_is_loaded_anew_is_no_blindness) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(removal(), begin);
    watch.see(without_rules(), begin + 5ms);
    watch.see(addition(), begin + 200ms);
    watch.see(sound(), begin + 210ms);
    BOOST_TEST(told(watch, 1h).empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_silences_others_is_found_by_what_the_kernel_still_shows) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(change({{"op", "add_rule"}, {"list", "2"}}), begin);
    BOOST_TEST(watch.take_wish());
    auto silenced = sound();
    silenced.coverage = {0, 0, 0};
    watch.see(silenced, begin + 5ms);
    BOOST_TEST(told(watch, 4s).empty());
    watch.see(silenced, begin + 4s);
    BOOST_TEST(told(watch, 4s) == gone);
}

BOOST_AUTO_TEST_CASE(removal_without_a_record_is_found_by_the_kernels_word) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(without_rules(), begin + 15s);
    watch.see(without_rules(), begin + 30s);
    BOOST_TEST(told(watch, 30s) == gone);
}

BOOST_AUTO_TEST_CASE(without_the_kernels_word_records_are_enough) {
    BlindnessWatch watch;
    watch.see(KernelLook{.failure = "not root"}, begin);
    watch.see(removal(), begin);
    watch.see(removal(), begin);
    watch.see(addition(), begin + 1s);
    BOOST_TEST(told(watch, 3s) == gone);  // one of two came back
}

BOOST_AUTO_TEST_CASE(without_the_kernels_word_what_was_added_again_is_no_blindness) {
    BlindnessWatch watch;
    watch.see(KernelLook{.failure = "not root"}, begin);
    watch.see(removal(), begin);
    watch.see(addition(), begin + 1s);
    BOOST_TEST(told(watch, 1h).empty());
}

BOOST_AUTO_TEST_CASE(a_kernel_that_does_not_answer_any_more_does_not_hold_an_alert_back) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(switched("0"), begin);
    BOOST_TEST(told(watch, 3s).empty());
    BOOST_TEST(told(watch, 6s) == off);
}

BOOST_AUTO_TEST_CASE(audit_that_is_switched_off_for_a_moment_is_no_blindness) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(switched("0"), begin);
    watch.see(switched("1"), begin + 1s);
    BOOST_TEST(told(watch, 1h).empty());
}

BOOST_AUTO_TEST_CASE(what_was_refused_is_no_blindness) {
    BlindnessWatch watch;
    auto refused = switched("0");
    refused.records[0].fields.back().second = "0";
    watch.see(refused, begin);
    BOOST_TEST(!watch.deadline());
}

BOOST_AUTO_TEST_CASE(a_blindness_is_told_once_while_it_lasts_and_its_end_is_said) {
    BlindnessWatch watch;
    auto dark = sound();
    dark.enabled = 0;
    watch.see(sound(), begin);
    watch.see(dark, begin + 15s);
    watch.see(dark, begin + 30s);
    BOOST_TEST(told(watch, 30s) == off);
    for (int minute = 1; minute < 60; ++minute) {
        watch.see(dark, begin + minute * 1min);
        BOOST_TEST(told(watch, minute * 1min).empty());
    }
    watch.see(sound(), begin + 1h);
    BOOST_TEST(watch.take_over().size() == 1u);
    BOOST_TEST(watch.lasting().empty());
}

BOOST_AUTO_TEST_CASE(who_blinks_all_the_time_is_told_once_in_a_pause) {
    BlindnessWatch watch;
    watch.see(KernelLook{.failure = "not root"}, begin);
    std::size_t count = 0;
    for (int round = 0; round < 60; ++round) {
        const auto at = begin + round * 10s;
        watch.see(switched("0"), at);
        count += watch.expire(at + 5s).size();
        watch.see(switched("1"), at + 5s);
    }
    BOOST_TEST(count == 2u);  // in ten minutes
}

BOOST_AUTO_TEST_CASE(losses_are_told_when_they_begin_and_again_after_a_quiet_time) {
    BlindnessWatch watch;
    auto look = sound();
    look.lost = 100;  // since boot: before our time
    watch.see(look, begin);
    BOOST_TEST(told(watch, 0s).empty());
    look.lost = 117;
    watch.see(look, begin + 15s);
    const auto alerts = watch.expire(begin + 15s);
    BOOST_REQUIRE(alerts.size() == 1u);
    BOOST_TEST(alerts[0].rule.name == lost);
    BOOST_TEST(alerts[0].reason.find(": 17 so far") != std::string::npos);
    look.lost = 120;
    watch.see(look, begin + 30s);
    BOOST_TEST(told(watch, 30s).empty());
    BOOST_TEST(told(watch, 10min).empty());
    BOOST_TEST(watch.take_over().size() == 1u);
    look.lost = 121;
    watch.see(look, begin + 11min);
    BOOST_TEST(told(watch, 11min) == lost);
}

BOOST_AUTO_TEST_CASE(a_count_that_was_reset_is_no_loss) {
    BlindnessWatch watch;
    auto look = sound();
    look.lost = 100;
    watch.see(look, begin);
    look.lost = 0;
    watch.see(look, begin + 15s);
    BOOST_TEST(told(watch, 15s).empty());
}

BOOST_AUTO_TEST_CASE(gaps_and_full_queues_are_told_each_by_its_own_rule) {
    BlindnessWatch watch;
    watch.see(BlindnessWatch::Counts{.serial_gap = 3}, begin);
    watch.see(BlindnessWatch::Counts{.serial_gap = 3, .queue_drops = 1}, begin + 1s);
    BOOST_TEST(told(watch, 1s) == gap + ", " + full);
}

BOOST_AUTO_TEST_CASE(after_a_reload_the_rules_are_right_as_they_are) {
    BlindnessWatch watch;
    watch.see(sound(), begin);
    watch.see(without_rules(), begin + 15s);
    watch.see(without_rules(), begin + 30s);
    BOOST_TEST(told(watch, 30s) == gone);
    watch.accept_rules();
    watch.see(without_rules(), begin + 45s);
    BOOST_TEST(watch.lasting().empty());
    BOOST_TEST(told(watch, 1h).empty());
}

BOOST_AUTO_TEST_CASE(each_rule_has_an_id_of_its_own) {
    std::vector<std::string> ids;
    for (const auto what : plugin::all_blindness) ids.push_back(plugin::rule_of(what).id);
    std::sort(ids.begin(), ids.end());
    BOOST_TEST((std::adjacent_find(ids.begin(), ids.end()) == ids.end()));
    BOOST_TEST(ids.front().size() == 36u);
}

BOOST_AUTO_TEST_SUITE_END()
