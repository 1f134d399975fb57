// SPDX-License-Identifier: Apache-2.0
// Which categories of ECS an event belongs to.
#pragma once

#include <span>
#include <string_view>

#include "event/event.hpp"

namespace pipehound::event {

/// The allowed values of event.category (ECS 8.11) that EQL rules for the event name.
[[nodiscard]] std::span<const std::string_view> ecs_categories(const Event& event) noexcept;

}  // namespace pipehound::event
