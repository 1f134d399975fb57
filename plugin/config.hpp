// SPDX-License-Identifier: Apache-2.0
// What pipehound.conf may say, and what holds where it says nothing. conf/pipehound.conf documents
// each key for its reader.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/serial_order.hpp"
#include "detect/detector.hpp"
#include "event/level.hpp"
#include "journal_socket.hpp"
#include "rule_files.hpp"

namespace pipehound::plugin {

inline constexpr std::string_view default_status_socket = "/run/pipehound/status";

enum class Severity : std::uint8_t { debug, info, warning, error };

struct AlertsConfig {
    event::Level level = event::Level::medium;
    bool journal = true;
    std::string journal_socket{default_journal_socket};
    std::string spool = "/var/lib/pipehound/spool.jsonl";
    std::size_t spool_mebibytes = 16;
    std::string file;                                            ///< empty: none
    std::size_t per_rule = detect::AlertLimit::Limits{}.alerts;  ///< in five minutes; 0: no limit
    bool excluded = false;  ///< tell what filters exclude, at priority info
    bool operator==(const AlertsConfig&) const = default;
};

struct RulesConfig {
    std::vector<std::string> paths{default_rules_folder, default_filters_folder};
    bool strict_names = false;
    bool operator==(const RulesConfig&) const = default;
};

struct LimitsConfig {
    std::size_t processes = detect::Limits{}.processes;
    std::size_t fifos = detect::Limits{}.fifos;
    std::size_t queue = 4096;  ///< alerts on their way from the detection to the outlets
    bool operator==(const LimitsConfig&) const = default;
};

struct LiveConfig {
    bool proc = true;
    event::Duration order_slack = audit::SerialOrder::Limits{}.slack;
    bool operator==(const LiveConfig&) const = default;
};

struct PrivilegesConfig {
    std::string user = "pipehound";  ///< empty: whoever started it
    bool seccomp = true;
    bool operator==(const PrivilegesConfig&) const = default;
};

struct StateConfig {
    std::string file = "/var/lib/pipehound/state";  ///< empty: none
    std::chrono::seconds every{30};
    bool operator==(const StateConfig&) const = default;
};

struct DiagnosticsConfig {
    enum class Target : std::uint8_t { automatic, journal, standard_error };
    Severity level = Severity::info;
    Target target = Target::automatic;
    std::chrono::seconds statistics{600};              ///< 0: never
    std::string status_socket{default_status_socket};  ///< empty: none
    bool operator==(const DiagnosticsConfig&) const = default;
};

struct Config {
    AlertsConfig alerts;
    RulesConfig rules;
    LimitsConfig limits;
    LiveConfig live;
    StateConfig state;
    PrivilegesConfig privileges;
    DiagnosticsConfig diagnostics;
    bool operator==(const Config&) const = default;
};

}  // namespace pipehound::plugin
