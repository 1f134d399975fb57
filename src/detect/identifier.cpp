// SPDX-License-Identifier: Apache-2.0
#include "detect/identifier.hpp"

#include "event/fingerprint.hpp"

namespace pipehound::detect {

using event::Fingerprint;

std::string entity_id(const process::Process& process, std::string_view node) {
    return Fingerprint{}
        .add(node)
        .add(static_cast<std::uint64_t>(event::number(process.pid)))
        .add(process.first)
        .text();
}

std::string incident_id(const pipe::Fifo& fifo, std::string_view node) {
    return "ph-" + Fingerprint{}
                       .add(node)
                       .add(fifo.file.inode)
                       .add(fifo.file.device)
                       .add(fifo.first)
                       .text();
}

}  // namespace pipehound::detect
