// SPDX-License-Identifier: Apache-2.0
// Names for things that have none: the same in every run over the same records, different for
// different things.
#pragma once

#include <string>
#include <string_view>

#include "pipe/fifo_table.hpp"
#include "process/process.hpp"

namespace pipehound::detect {

/// Of a process: 16 hexadecimal digits from host, pid and first sign.
[[nodiscard]] std::string entity_id(const process::Process& process, std::string_view node);

/// Of the incident that grows around a FIFO: from host, inode and first sign.
[[nodiscard]] std::string incident_id(const pipe::Fifo& fifo, std::string_view node);

}  // namespace pipehound::detect
