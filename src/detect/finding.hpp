// SPDX-License-Identifier: Apache-2.0
// One event that a rule found, as far as it is remembered after the event is gone.
#pragma once

#include <cstdint>
#include <string>

#include "event/types.hpp"
#include "process/process.hpp"

namespace pipehound::detect {

struct Finding {
    event::Moment moment;
    event::NodeId node{};
    process::Reference process;  ///< who did it
    std::string action;          ///< as alert::Evidence has it
    std::string summary;         ///< for people
    std::string event_id{};        ///< of a document that has one
    std::uint64_t tiebreaker = 0;  ///< orders events of the same time; may be the same for several
};

}  // namespace pipehound::detect
