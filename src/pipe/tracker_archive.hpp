// SPDX-License-Identifier: Apache-2.0
// What the tracker knows, as bytes and back: over a restart of the plugin, on the same boot.
#pragma once

#include <cstddef>

#include "event/archive.hpp"
#include "pipe/tracker.hpp"

namespace pipehound::pipe {

/// Writes the FIFOs, and so many processes: first those that may matter to a FIFO (who holds one,
/// what stands above them, and what runs below), then the latest. What lives of the others /proc
/// tells anew.
void save(event::ArchiveWriter& to, Tracker& tracker, std::size_t processes);

/// Enters what `save` wrote in an empty tracker. False: the bytes are not sound; then some may be
/// entered, and the tracker is to be thrown away.
[[nodiscard]] bool restore(event::ArchiveReader& from, Tracker& tracker);

}  // namespace pipehound::pipe
