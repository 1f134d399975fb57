// SPDX-License-Identifier: Apache-2.0
// What the detector remembers beside the tracker, as bytes and back.
#pragma once

#include <vector>

#include "detect/detector.hpp"
#include "detect/incident.hpp"
#include "event/archive.hpp"

namespace pipehound::detect {

/// How far each incident was told, so that none is told twice.
void save(event::ArchiveWriter& to, IncidentTable& incidents);

/// False: the bytes are not sound.
[[nodiscard]] bool restore(event::ArchiveReader& from, IncidentTable& incidents);

/// Filters by id, and how often each excluded.
void save(event::ArchiveWriter& to, const std::vector<FilterCount>& counts);
[[nodiscard]] std::vector<FilterCount> restore_filter_counts(event::ArchiveReader& from);

}  // namespace pipehound::detect
