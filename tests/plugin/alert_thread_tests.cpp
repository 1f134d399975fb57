// SPDX-License-Identifier: Apache-2.0
#include "alert_thread.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "alert/sample_alerts.hpp"
#include "alert_outlets.hpp"
#include "diagnostics.hpp"
#include "support/journal_stand_in.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using plugin::AlertOutlets;
using plugin::AlertsConfig;
using plugin::AlertThread;
using support::JournalStandIn;
using support::ScratchFolder;

namespace {

constexpr std::chrono::seconds generous{20};

AlertsConfig config_in(const ScratchFolder& folder) {
    plugin::setup_diagnostics({.target = plugin::DiagnosticsConfig::Target::journal},
                              folder.file("nobody"));
    AlertsConfig config;
    config.journal_socket = folder.file("journal");
    config.spool = folder.file("spool");
    config.file = folder.file("alerts.jsonl");
    return config;
}

alert::Alert numbered(std::size_t number) {
    auto alert = alert::sample::reverse_shell();
    alert.incident = "incident-" + std::to_string(number);
    return alert;
}

std::string incident_of(const std::string& entry) {
    const std::string name = "PIPEHOUND_INCIDENT=";
    const auto at = entry.find(name) + name.size();
    return entry.substr(at, entry.find('\n', at) - at);
}

std::vector<std::string> incidents(JournalStandIn& journal) {
    std::vector<std::string> all;
    while (const auto entry = journal.take()) all.push_back(incident_of(*entry));
    return all;
}

std::size_t lines_of(const std::string& path) {
    const auto content = support::content_of(path);
    return static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alert_thread_tests)

BOOST_AUTO_TEST_CASE(an_alert_reaches_journal_and_file) {
    const ScratchFolder folder;
    JournalStandIn journal{folder.file("journal")};
    AlertThread alerts{config_in(folder), {}, 16};
    BOOST_TEST(alerts.push(numbered(7)));
    alerts.close();
    BOOST_REQUIRE(alerts.ends_within(generous));
    const std::vector<std::string> expected{"incident-7"};
    BOOST_TEST(incidents(journal) == expected, boost::test_tools::per_element());
    BOOST_TEST(lines_of(folder.file("alerts.jsonl")) == 1u);
    BOOST_TEST(!std::filesystem::exists(folder.file("spool")));
}

BOOST_AUTO_TEST_CASE(alerts_wait_for_an_absent_journal_and_arrive_in_order) {
    const ScratchFolder folder;
    AlertOutlets outlets{config_in(folder), {}};
    outlets.resend();
    BOOST_TEST(!outlets.waiting());
    for (std::size_t i = 0; i < 3; ++i) outlets.deliver(numbered(i));
    BOOST_TEST(outlets.waiting());
    JournalStandIn journal{folder.file("journal")};
    outlets.deliver(numbered(3));  // the journal is back, but others wait before this one
    BOOST_TEST(incidents(journal).empty());
    outlets.resend();
    const std::vector<std::string> expected{"incident-0", "incident-1", "incident-2", "incident-3"};
    BOOST_TEST(incidents(journal) == expected, boost::test_tools::per_element());
    BOOST_TEST(!outlets.waiting());
    BOOST_TEST(outlets.lost() == 0u);
}

BOOST_AUTO_TEST_CASE(a_journald_that_hangs_costs_no_alert) {
    constexpr std::size_t count = 1500;  // more than net.unix.max_dgram_qlen lets wait
    const ScratchFolder folder;
    JournalStandIn hanging{folder.file("journal")};
    auto config = config_in(folder);
    config.file.clear();
    AlertThread alerts{config, {}, count};
    for (std::size_t i = 0; i < count; ++i) BOOST_REQUIRE(alerts.push(numbered(i)));
    alerts.close();
    BOOST_REQUIRE(alerts.ends_within(generous));
    BOOST_TEST(alerts.lost() == 0u);
    BOOST_TEST(incidents(hanging).size() + lines_of(config.spool) == count);
}

BOOST_AUTO_TEST_CASE(what_a_full_queue_cannot_take_is_counted) {
    const ScratchFolder folder;
    AlertThread alerts{config_in(folder), {}, 0};
    BOOST_TEST(!alerts.push(numbered(1)));
    BOOST_TEST(alerts.lost() == 1u);
}

BOOST_AUTO_TEST_CASE(what_no_outlet_takes_is_counted) {
    const ScratchFolder folder;
    auto config = config_in(folder);
    config.spool = folder.file("no/such/spool");
    AlertThread alerts{config, {}, 16};
    BOOST_TEST(alerts.push(numbered(1)));
    alerts.close();
    BOOST_REQUIRE(alerts.ends_within(generous));
    BOOST_TEST(alerts.lost() == 1u);
}

BOOST_AUTO_TEST_CASE(a_new_configuration_holds_for_the_next_alert) {
    const ScratchFolder folder;
    auto config = config_in(folder);
    config.journal = false;
    AlertThread alerts{config, {}, 16};
    config.file = folder.file("other.jsonl");
    alerts.reconfigure(config);
    BOOST_TEST(alerts.push(numbered(1)));
    alerts.close();
    BOOST_REQUIRE(alerts.ends_within(generous));
    BOOST_TEST(lines_of(folder.file("other.jsonl")) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
