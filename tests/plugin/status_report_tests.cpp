// SPDX-License-Identifier: Apache-2.0
#include "status_report.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

using namespace pipehound;
using plugin::Status;

namespace {

Status sample() {
    Status status;
    status.pid = 4242;
    status.started = event::Time{std::chrono::hours{500'000}};
    status.now = status.started + std::chrono::minutes{125};
    status.rates = {.records = 120.25, .events = 17.21, .lag = event::Duration{12}};
    status.health.audit.serial_gap = 3;
    status.health.detector.processes = 412;
    status.health.filters = {{.id = "f1", .title = "Administrators", .reason = {}, .excluded = 5}};
    status.rules = {.running = 5, .broken = 1, .refused = true, .filters = 1};
    status.alerts = {{"r1", "Reverse shell through a named pipe", 2}};
    status.kernel = plugin::KernelLook{.enabled = 1, .lost = 9, .rules = 40, .own_rules = 36};
    status.blindness = {"Audit records never arrived"};
    return status;
}

bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(status_report_tests)

BOOST_AUTO_TEST_CASE(json_has_every_part) {
    const auto json = event::parse_json(plugin::json_of(sample()));
    BOOST_TEST(json.at("running") == true);
    BOOST_TEST(json.at("pid") == 4242);
    BOOST_TEST(json.at("seconds") == 7500);
    BOOST_TEST(json.at("input").at("events_per_second") == 17.2);
    BOOST_TEST(json.at("input").at("lag_milliseconds") == 12);
    BOOST_TEST(json.at("tables").at("processes") == 412);
    BOOST_TEST(json.at("drops").at("serial_gap") == 3);
    BOOST_TEST(json.at("drops").at("alerts_lost") == 0);
    BOOST_TEST(json.at("kernel").at("lost") == 9);
    BOOST_TEST(json.at("rules").at("refused") == true);
    BOOST_TEST(json.at("alerts").at(0).at("told") == 2);
    BOOST_TEST(json.at("filters").at(0).at("excluded") == 5);
    BOOST_TEST(json.at("blindness").size() == 1u);
}

BOOST_AUTO_TEST_CASE(people_read_the_same) {
    const auto text = plugin::status_text(event::parse_json(plugin::json_of(sample())));
    for (const auto* words :
         {"runs as process 4242", "(2 h 5 min)", "17.2 events/s", "lag 12 ms", "412 processes",
          "5 run, 0 are not evaluable, 1 broken", "was not taken over", "audit on, 9 lost",
          "36 of 40 rules are pipehound's", "serial_gap 3", "2  Reverse shell through a named pipe",
          "5  Administrators", "BLIND"})
        BOOST_TEST(has(text, words), words);
    BOOST_TEST(!has(text, "alerts_lost"));
}

BOOST_AUTO_TEST_CASE(a_kernel_that_cannot_be_asked_is_told_with_the_reason) {
    auto status = sample();
    status.kernel = plugin::KernelLook{.failure = "not root"};
    const auto json = event::parse_json(plugin::json_of(status));
    BOOST_TEST(json.at("kernel").at("known") == false);
    BOOST_TEST(has(plugin::status_text(json), "not known: not root"));
    status.kernel.reset();
    BOOST_TEST(has(plugin::status_text(event::parse_json(plugin::json_of(status))), "not asked"));
}

BOOST_AUTO_TEST_CASE(what_auditd_said_is_told_beside_it) {
    auto json = event::parse_json(plugin::json_of(sample()));
    json["auditd"] = {{"known", true},       {"queue_depth", 3},    {"queue_peak", 470},
                      {"queue_limit", 2000}, {"overflowed", false}, {"suspended", false}};
    BOOST_TEST(has(plugin::status_text(json),
                   "3 of 2000 records wait in its queue, at most 470 did so far\n"));
    json["auditd"]["overflowed"] = json["auditd"]["suspended"] = true;
    BOOST_TEST(has(plugin::status_text(json),
                   "it was full: records may be LOST; it passes NOTHING on any more"));
    json["auditd"] = {{"known", false}, {"reason", "not root"}};
    BOOST_TEST(has(plugin::status_text(json), "auditd     not known: not root"));
}

BOOST_AUTO_TEST_CASE(another_versions_answer_is_no_status) {
    BOOST_CHECK_THROW((void)plugin::status_text(event::parse_json("{\"pid\": 3}")),
                      event::Json::exception);
}

BOOST_AUTO_TEST_SUITE_END()
