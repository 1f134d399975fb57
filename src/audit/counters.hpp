// SPDX-License-Identifier: Apache-2.0
// What went through the stages of audit/, and what was wrong with it, by kind.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pipehound::audit {

struct Counters {
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
    std::uint64_t records = 0;       ///< lines with a sound head
    std::uint64_t events = 0;        ///< whole events, of whatever type
    std::uint64_t typed_events = 0;  ///< event::Events that came out

    std::uint64_t overlong_line = 0;    ///< longer than auditd writes
    std::uint64_t not_a_record = 0;     ///< lines that do not begin like a record
    std::uint64_t bad_head = 0;         ///< records whose head is damaged
    std::uint64_t bad_field = 0;        ///< a field that is needed is missing or damaged
    std::uint64_t unknown_arch = 0;     ///< system calls of an architecture we have no table of
    std::uint64_t missing_cwd = 0;      ///< a relative path, and no CWD record to join it to
    std::uint64_t node_limit = 0;       ///< records of hosts beyond the limit of NodeNames
    std::uint64_t late_record = 0;      ///< came after its event had ended
    std::uint64_t event_too_large = 0;  ///< events of which some records were dropped
    std::uint64_t evicted_open = 0;     ///< ended early: too many, or too large, events were open
    std::uint64_t evicted_held = 0;     ///< let out of order early: too many, or too large, waited
    std::uint64_t aged_event = 0;       ///< ended by age: no mark of an end came
    std::uint64_t serial_gap = 0;       ///< serials that never came; in a filtered log, most
    std::uint64_t late_event = 0;       ///< came out after an event of a higher serial
    std::uint64_t restart = 0;          ///< times a host began to number anew
};

struct NamedCounter {
    std::string_view name;
    std::uint64_t Counters::*value;
};

/// Every counter by its name, in the order above, for those who print them.
inline constexpr std::array<NamedCounter, 20> counter_names{{
    {"bytes", &Counters::bytes},
    {"lines", &Counters::lines},
    {"records", &Counters::records},
    {"events", &Counters::events},
    {"typed_events", &Counters::typed_events},
    {"overlong_line", &Counters::overlong_line},
    {"not_a_record", &Counters::not_a_record},
    {"bad_head", &Counters::bad_head},
    {"bad_field", &Counters::bad_field},
    {"unknown_arch", &Counters::unknown_arch},
    {"missing_cwd", &Counters::missing_cwd},
    {"node_limit", &Counters::node_limit},
    {"late_record", &Counters::late_record},
    {"event_too_large", &Counters::event_too_large},
    {"evicted_open", &Counters::evicted_open},
    {"evicted_held", &Counters::evicted_held},
    {"aged_event", &Counters::aged_event},
    {"serial_gap", &Counters::serial_gap},
    {"late_event", &Counters::late_event},
    {"restart", &Counters::restart},
}};

static_assert(sizeof(Counters) == counter_names.size() * sizeof(std::uint64_t));

}  // namespace pipehound::audit
