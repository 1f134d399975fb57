// SPDX-License-Identifier: Apache-2.0
#include "event/level.hpp"

#include <algorithm>
#include <array>

#include "event/text.hpp"

namespace pipehound::event {

namespace {

constexpr std::array<std::string_view, 5> names{"informational", "low", "medium", "high",
                                                "critical"};

}  // namespace

std::string_view name(Level level) noexcept { return names[static_cast<std::size_t>(level)]; }

std::optional<Level> level_of(std::string_view name) noexcept {
    const auto* const found = std::find(names.begin(), names.end(), folded(name));
    if (found == names.end()) return std::nullopt;
    return static_cast<Level>(found - names.begin());
}

}  // namespace pipehound::event
