// SPDX-License-Identifier: Apache-2.0
// One parsed event as the translators of the families take it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/call.hpp"
#include "audit/counters.hpp"
#include "audit/record_parser.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

/// The string behind `raw`; empty, and counted, where it is damaged.
[[nodiscard]] std::string string_of(std::string_view raw, Counters& counters);

struct Material {
    const Call& call;
    std::span<const ParsedRecord> records;
    Counters& counters;
    bool files = false;  ///< are files of other types asked for, too, or FIFOs alone?

    /// The first record of that type; nullptr where there is none.
    [[nodiscard]] const ParsedRecord* record(RecordType type) const noexcept;

    [[nodiscard]] std::string string(std::string_view raw) const {
        return string_of(raw, counters);
    }

    /// The working directory; empty where no record tells it.
    [[nodiscard]] std::string cwd() const;

    /// The path behind a PATH record's `name`, as far as it can be known: a name that starts from
    /// the descriptor in argument `dirfd` (-1: there is none) stays relative.
    [[nodiscard]] std::string path(std::string_view name, const std::string& cwd, int dirfd) const;
};

/// What the event did: none, one, or, for a rename onto a FIFO, two things.
using Acts = std::vector<event::Act>;

}  // namespace pipehound::audit
