// SPDX-License-Identifier: Apache-2.0
// The records of one system call's event as they were written: what the assembler makes and
// libauparse reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/call.hpp"
#include "audit/kept_records.hpp"
#include "event/types.hpp"

namespace pipehound::audit {

/// Time as the stream counts it: how much has passed since it began. Never goes back, so a clock
/// that is set back delays nothing.
using Elapsed = event::Duration;

/// All records with the same key are one event (auditd(8); libauparse groups by the same three).
struct EventKey {
    event::NodeId node{};
    event::Time time{};
    event::Serial serial = 0;
    bool operator==(const EventKey&) const = default;
};

struct RawEvent {
    EventKey key;
    std::optional<Call> call;  ///< nothing where there is no sound SYSCALL record
    std::string text;          ///< the records that its family needs, each with its newline
    bool message = false;      ///< `text` holds a record that is told whatever the call was, or
                               ///< without any: see translate/message.hpp
    KeptRecords kept;          ///< what is to be told as it was written

    [[nodiscard]] std::size_t bytes() const noexcept { return text.size() + kept.bytes(); }
};

}  // namespace pipehound::audit
