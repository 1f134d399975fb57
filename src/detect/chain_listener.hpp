// SPDX-License-Identifier: Apache-2.0
// Hears what becomes of the beginnings of sequences that come to nothing. For explanations: where
// nobody listens nothing is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "detect/finding.hpp"

namespace pipehound::detect {

enum class ChainEnd : std::uint8_t {
    expired,    ///< maxspan ran out
    until,      ///< an event of `until` came
    displaced,  ///< a newer beginning took its place
    forbidden,  ///< an event came that had to be missing
    evicted,    ///< too much was remembered
    open        ///< it still waits
};

class ChainListener {
public:
    virtual ~ChainListener() = default;

    /// What is told from now on is about chains with these values of the join keys (join_key.hpp).
    virtual void turn_to(std::string_view key) = 0;

    /// `chain` in the order of its steps; `when`: maxspan runs out then, or that event came.
    virtual void ended(const std::vector<Finding>& chain, ChainEnd how,
                       std::optional<event::Time> when) = 0;

    /// An event is of that step, but there is no chain for it to continue.
    virtual void unclaimed(std::size_t step) = 0;
};

}  // namespace pipehound::detect
