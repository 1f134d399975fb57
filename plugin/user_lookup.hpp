// SPDX-License-Identifier: Apache-2.0
// This host's users by number, and its id.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "event/user_names.hpp"

namespace pipehound::plugin {

/// Everyone whom the name service lists, and those of `names` whom it knows without listing them.
/// May wait for a directory service: not on the reading path.
[[nodiscard]] std::shared_ptr<const event::UserNames> look_up_users(
    const std::set<std::string>& names);

}  // namespace pipehound::plugin
