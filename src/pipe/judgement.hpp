// SPDX-License-Identifier: Apache-2.0
// The surroundings of a FIFO -> is there a shell on it that the network drives, and how sure is
// that?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/level.hpp"
#include "pipe/circle.hpp"
#include "pipe/fifo_table.hpp"
#include "process/process_table.hpp"

namespace pipehound::pipe {

/// Pointers into the tables: valid until these change.
struct Verdict {
    event::Level level = event::Level::low;
    int confidence = 0;  ///< 0 to 100
    std::string reason;  ///< one sentence for people
    const process::Process* shell = nullptr;
    const process::Process* network =
        nullptr;  ///< nullptr at level low where no network leg is there yet
    std::optional<process::Connection> connection;
    std::vector<const Fifo*> fifos;  ///< on the circle; the one asked about where there is none
    std::vector<const process::Process*> relays;  ///< what else stands on the circle
};

/// How far to trust names of programs where nothing else tells.
enum class Names : std::uint8_t { ignored, network_tools };

struct Judgement {
    std::optional<Verdict> verdict;
    std::vector<FifoKey> group;  ///< the FIFO asked about and those tied to it
    std::vector<const process::Process*>
        open;  ///< where the records leave it open but a network leg is there: who is worth a
               ///< look in /proc, most of all the parents of forks that leave no record
    bool named_only = false;  ///< there is no connection around, but a network tool by name: worth
                              ///< asking again with its name
    bool truncated = false;   ///< more processes stand around than were looked at
};

[[nodiscard]] Judgement judge(const Fifo& fifo, FifoTable& fifos,
                              const process::ProcessTable& processes, Names names = Names::ignored);

}  // namespace pipehound::pipe
