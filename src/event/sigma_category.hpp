// SPDX-License-Identifier: Apache-2.0
// Which log sources of Sigma an event belongs to.
#pragma once

#include <span>
#include <string_view>

#include "event/event.hpp"

namespace pipehound::event {

/// The categories of Sigma's logsource (sigma-specification 2.1.0, appendix taxonomy) whose rules
/// are asked about `event`, the closest one first. A rename is a file_event, too: the file is there
/// under a new name. None for a socket that was bound only, and for acts
/// that Sigma has no category for.
[[nodiscard]] std::span<const std::string_view> sigma_categories(const Event& event) noexcept;

}  // namespace pipehound::event
