// SPDX-License-Identifier: Apache-2.0
// Audit records as they were written, for rules that ask record by record (Sigma's
// `service: auditd`). audit/ makes them where a rule may ask for them; detect/ reads them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "event/event.hpp"

namespace pipehound::event {

/// One record. The EXECVE records of one event are one here, its arguments whole.
struct Record {
    std::string type;  ///< "SYSCALL", "UNKNOWN[1425]"

    /// In the record's order, `type` first; a name may stand twice (`key`). Quotes and the kernel's
    /// hex are decoded; a string that is `(null)` or `(none)` is absent; all else is the raw text,
    /// numbers in whatever base they are written. What auditd resolved follows in capitals
    /// (`UID`), and `SYSCALL`, the call's name, even where auditd resolved nothing.
    std::vector<std::pair<std::string, std::string>> fields;
};

/// Those records of one event that somebody asked for.
struct Records {
    Header header;

    /// Who did it, by the event's SYSCALL record; by the first record that tells any of its ids
    /// where there is none, with what the kernel put there. Nothing where no record does.
    std::optional<Actor> actor;

    std::vector<Record> records;

    /// The event's SYSCALL record, where it is not among those: it tells who did it.
    std::optional<Record> call;
};

/// The whole record for searches by word: `name=value` joined by blanks, and for EXECVE then the
/// arguments joined by blanks.
[[nodiscard]] std::string text(const Record& record);

}  // namespace pipehound::event
