// SPDX-License-Identifier: Apache-2.0
#include "detect/incident.hpp"

namespace pipehound::detect {

std::shared_ptr<Incident> IncidentTable::join(const std::vector<pipe::FifoKey>& fifos,
                                              const std::string& id) {
    std::shared_ptr<Incident> incident;
    for (const auto fifo : fifos)
        if (const auto known = find(fifo); known && (!incident || known->level > incident->level))
            incident = known;
    if (!incident) {
        incident = std::make_shared<Incident>();
        incident->id = id;
        incident->fifo = fifos.front();
        by_id_[id] = incident;
    }
    for (const auto fifo : fifos) by_fifo_[fifo] = incident;
    return incident;
}

std::shared_ptr<Incident> IncidentTable::find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.lock();
}

std::shared_ptr<Incident> IncidentTable::find(pipe::FifoKey fifo) const {
    const auto found = by_fifo_.find(fifo);
    return found == by_fifo_.end() ? nullptr : found->second;
}

Incident& IncidentTable::enter(pipe::FifoKey fifo, const std::string& id) {
    auto incident = find(id);
    if (!incident) {
        incident = std::make_shared<Incident>();
        incident->id = id;
        by_id_[id] = incident;
    }
    by_fifo_[fifo] = incident;
    return *incident;
}

void IncidentTable::prune(pipe::FifoTable& fifos) {
    std::erase_if(by_fifo_, [&](const auto& entry) { return fifos.find(entry.first) == nullptr; });
    std::erase_if(by_id_, [](const auto& entry) { return entry.second.expired(); });
}

}  // namespace pipehound::detect
