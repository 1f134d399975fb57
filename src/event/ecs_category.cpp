// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_category.hpp"

#include <array>

namespace pipehound::event {

std::span<const std::string_view> ecs_categories(const Event& event) noexcept {
    static constexpr std::array<std::string_view, std::variant_size_v<Act>> by_act{
        "process", "file", "file", "file", "file", "network", "network", "network"};
    return {&by_act[event.act.index()], 1};
}

}  // namespace pipehound::event
