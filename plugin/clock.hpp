// SPDX-License-Identifier: Apache-2.0
// The clock on the wall, as audit has it: milliseconds.
#pragma once

#include <chrono>

#include "event/types.hpp"

namespace pipehound::plugin {

[[nodiscard]] inline event::Time now() {
    return std::chrono::floor<event::Duration>(std::chrono::system_clock::now());
}

}  // namespace pipehound::plugin
