// SPDX-License-Identifier: Apache-2.0
// What root makes and gives to the account that it is about to become, so that files stay writable.
#pragma once

#include <string>
#include <vector>

#include "config.hpp"
#include "privileges.hpp"

namespace pipehound::plugin {

/// The folders of spool, state and alert file, where they are missing or called "pipehound", and
/// these files, as far as they are root's. Another folder stays its owner's. Gives what is wrong: a
/// sentence each.
[[nodiscard]] std::vector<std::string> hand_over(const Config& config, const Account& account);

/// Which of the folders cannot be written to by who we are now: a sentence each.
[[nodiscard]] std::vector<std::string> closed_folders(const Config& config);

}  // namespace pipehound::plugin
