// SPDX-License-Identifier: Apache-2.0
// Lines that were kept as they are -> event::Records.
#pragma once

#include "audit/counters.hpp"
#include "audit/raw_event.hpp"
#include "audit/record_parser.hpp"
#include "event/record.hpp"

namespace pipehound::audit {

/// The records of `event` that somebody asked for, and who made it. Lines that libauparse cannot
/// take are left out and counted.
[[nodiscard]] event::Records translate_records(const RawEvent& event, RecordParser& parser,
                                               Counters& counters);

}  // namespace pipehound::audit
