// SPDX-License-Identifier: Apache-2.0
// What stands before a record's own fields: `[node=NAME ]type=TYPE msg=audit(SECONDS.MS:SERIAL): `.
// Read for every line, so without allocation.
#pragma once

#include <optional>
#include <string_view>

#include "event/types.hpp"

namespace pipehound::audit {

struct RecordHead {
    std::string_view node;  ///< empty where the line has no `node=`
    std::string_view type;  ///< "SYSCALL", "UNKNOWN[1425]"
    event::Time time{};
    event::Serial serial = 0;
    std::string_view body;  ///< what follows the head
};

/// Does the line begin like a record at all? If not, it is other text, not a damaged record.
[[nodiscard]] bool looks_like_record(std::string_view line) noexcept;

/// The head of `line`; nothing where it is damaged. All views point into `line`. Serials have 32
/// bits (kernel/audit.c, audit_serial). A record of second 0 is damaged: libauparse takes 0 for
/// "no event" and tells none of its fields.
[[nodiscard]] std::optional<RecordHead> parse_head(std::string_view line) noexcept;

}  // namespace pipehound::audit
