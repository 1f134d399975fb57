// SPDX-License-Identifier: Apache-2.0
// The ways in which pipehound can be made blind, as rules: what names them in alerts and catalogs.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "alert/alert.hpp"

namespace pipehound::plugin {

enum class Blindness : std::uint8_t {
    audit_off,    ///< the kernel audits nothing
    rules_gone,   ///< it does not show any more what it showed before
    kernel_lost,  ///< it had to drop records
    serial_gap,   ///< records never arrived
    queue_drops   ///< our own queues were full
};

inline constexpr std::array all_blindness{Blindness::audit_off, Blindness::rules_gone,
                                          Blindness::kernel_lost, Blindness::serial_gap,
                                          Blindness::queue_drops};

[[nodiscard]] const alert::Rule& rule_of(Blindness what);

/// An alert without evidence yet. `reason`: one sentence.
[[nodiscard]] alert::Alert blindness_alert(Blindness what, std::string reason, event::Time now);

}  // namespace pipehound::plugin
