// SPDX-License-Identifier: Apache-2.0
// What it is worth to ask an event for a field: by this rules are picked, and their tests ordered.
#pragma once

#include <string_view>

namespace pipehound::detect {

/// Nearly all events of a category tell it alike.
[[nodiscard]] bool is_common(std::string_view field);

/// Another process than the event's own tells it, which is dear to ask.
[[nodiscard]] bool is_of_relative(std::string_view field);

}  // namespace pipehound::detect
