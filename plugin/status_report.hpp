// SPDX-License-Identifier: Apache-2.0
// What `pipehound status` tells: how the plugin puts it together, and how people read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alert_tally.hpp"
#include "event/json.hpp"
#include "health_report.hpp"
#include "kernel_look.hpp"
#include "pulse.hpp"

namespace pipehound::plugin {

struct RulesStatus {
    std::size_t running = 0;
    std::size_t not_evaluable = 0;
    std::size_t broken = 0;  ///< of the set that was read last
    bool refused = false;    ///< that set was not taken over: an earlier one runs
    std::size_t filters = 0;
    std::size_t expired = 0;
};

struct Status {
    int pid = 0;
    event::Time started{};
    event::Time now{};
    Pulse::Rates rates;
    std::size_t waiting = 0;  ///< bytes that auditd sent and nobody read yet
    Health health;
    RulesStatus rules;
    std::vector<AlertTally::Count> alerts;
    std::optional<KernelLook> kernel;  ///< nothing where it was never asked
    event::Time kernel_asked{};
    std::vector<std::string> blindness;  ///< that lasts: a sentence each
};

/// One line of JSON; doc/alert-format.md has its keys.
[[nodiscard]] std::string json_of(const Status& status);

/// The same object with what whoever asks added to it.
[[nodiscard]] std::string json_of(const event::Json& status);

/// For people, of what json_of wrote, with what auditd said ("auditd"). Throws
/// event::Json::exception where that is something else.
[[nodiscard]] std::string status_text(const event::Json& status);

}  // namespace pipehound::plugin
