// SPDX-License-Identifier: Apache-2.0
// Records that say by themselves what was done -> event::UserAuthenticated, AccountChanged (what
// programs tell audit), PolicyViolated (AppArmor).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "audit/translate/material.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

/// The place in event::Act of what a program's record of that type tells; nothing for other types.
[[nodiscard]] std::optional<std::size_t> act_of_message(std::string_view type) noexcept;

struct MessageType {
    std::string_view type;  ///< of records
    event::Act act;         ///< what one of them tells, as much as the type says
};
/// All types that are translated.
[[nodiscard]] std::vector<MessageType> message_types();

/// AppArmor's records have SELinux's type; only their text tells them apart.
[[nodiscard]] bool is_violation(std::string_view type, std::string_view line) noexcept;

/// What the record tells, if it is one of these. `text`: as it was written, may be the whole event.
[[nodiscard]] std::optional<event::Act> translate_message(const ParsedRecord& record,
                                                          std::string_view text);

}  // namespace pipehound::audit
