// SPDX-License-Identifier: Apache-2.0
// An incident: what is known of the shell around one group of FIFOs, and how far it was told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "alert/alert.hpp"
#include "event/level.hpp"
#include "pipe/fifo_table.hpp"

namespace pipehound::detect {

struct Incident {
    std::string id;
    event::NodeId node{};
    pipe::FifoKey fifo{};  ///< the FIFO that it began with
    std::optional<event::Level>
        level;  ///< the highest that was alerted; nothing yet while it is only looked at
    bool confirmed_live = false;
    int looks = 0;  ///< times that /proc was asked
    bool look_planned = false;
    std::vector<event::Pid> looked_at;         ///< whom to ask /proc about
    bool excluded = false;                     ///< a filter excluded it; told once
    std::vector<alert::Detection> detections;  ///< of loaded rules, on its members
};

/// Finds the incident of a FIFO. FIFOs that meet in one circle have one incident. Bounded by the
/// FIFO table: `prune`.
class IncidentTable {
public:
    /// The incident of these FIFOs: the one that was alerted highest, the first of equals, or a new
    /// one with that id. All of the FIFOs belong to it from then on.
    std::shared_ptr<Incident> join(const std::vector<pipe::FifoKey>& fifos, const std::string& id);

    [[nodiscard]] std::shared_ptr<Incident> find(const std::string& id) const;
    [[nodiscard]] std::shared_ptr<Incident> find(pipe::FifoKey fifo) const;

    /// Calls `visit(FifoKey, Incident&)` for each FIFO that has one.
    template <typename Visit>
    void for_each(Visit&& visit) {
        for (const auto& [fifo, incident] : by_fifo_) visit(fifo, *incident);
    }

    /// The incident of that id, made where there is none, is that FIFO's.
    Incident& enter(pipe::FifoKey fifo, const std::string& id);

    /// Forgets the incidents whose FIFOs are all gone.
    void prune(pipe::FifoTable& fifos);

private:
    std::unordered_map<pipe::FifoKey, std::shared_ptr<Incident>> by_fifo_;
    std::unordered_map<std::string, std::weak_ptr<Incident>> by_id_;
};

}  // namespace pipehound::detect
