// SPDX-License-Identifier: Apache-2.0
// Which categories of ECS an event belongs to, and which acts a rule's words may mean: for what
// compiles EQL rules.
#pragma once

#include <span>
#include <string_view>

#include "event/event.hpp"
#include "event/fields.hpp"

namespace pipehound::event {

/// The values of event.category (ECS 8.11) whose rules are asked about `event`, the closest one
/// first: process, file, network, authentication, iam, driver. Never empty.
[[nodiscard]] std::span<const std::string_view> ecs_categories(const Event& event) noexcept;

/// All of them, for messages.
[[nodiscard]] std::span<const std::string_view> ecs_categories() noexcept;

/// Acts that belong to that category, all of whose fields may ask; none for a word that is none of
/// ours. `any` is all acts.
[[nodiscard]] ActSet acts_in(std::string_view ecs_category);

/// Can an event of that category fill the field? With `any`, or none: of any category.
[[nodiscard]] bool fills_ecs(std::string_view ecs_category, const Field& field) noexcept;

}  // namespace pipehound::event
