// SPDX-License-Identifier: Apache-2.0
// A smaller copy of an alert, for places that hold only so much.
#pragma once

#include <cstddef>

#include "alert/alert.hpp"

namespace pipehound::alert {

/// How much of an alert to keep. `text` is in bytes, the others count.
struct Bounds {
    std::size_t text = 4096;
    std::size_t args = 1024;
    std::size_t members = 256;
    std::size_t evidence = 512;

    /// Each half as large, but never so small that the alert says nothing any more.
    [[nodiscard]] Bounds halved() const noexcept;
    bool operator==(const Bounds&) const = default;
};

/// At least so many bytes does any whole form of the alert take. Much cheaper than to write it and
/// see.
[[nodiscard]] std::size_t least_size(const Alert& alert) noexcept;

/// Long texts end in "…"; the first members and the first evidence stay, and the shell and network
/// legs in any case. A member whose parent went is without one.
[[nodiscard]] Alert trimmed(Alert alert, const Bounds& bounds);

}  // namespace pipehound::alert
