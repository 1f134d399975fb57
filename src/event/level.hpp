// SPDX-License-Identifier: Apache-2.0
// How bad a detection is, in Sigma's five words (sigma-specification 2.1, rule field `level`).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pipehound::event {

enum class Level : std::uint8_t { informational, low, medium, high, critical };

[[nodiscard]] std::string_view name(Level level) noexcept;

/// The level of that name; nothing for any other text.
[[nodiscard]] std::optional<Level> level_of(std::string_view name) noexcept;

}  // namespace pipehound::event
