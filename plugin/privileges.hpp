// SPDX-License-Identifier: Apache-2.0
// Giving up rights: from root to a user of our own and a few capabilities, for good.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace pipehound::plugin {

struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
};

/// The account of that name; nothing where there is none. May wait for a directory service where
/// the name is not in /etc/passwd.
[[nodiscard]] std::optional<Account> account_of(const std::string& user);

/// Becomes that account (who we are where there is none), in no other group, with these
/// capabilities alone (CAP_* numbers), as far as we have them. To be called before there are
/// threads. Throws std::runtime_error that says which step failed; then nothing or all but the
/// bounding set is given up.
void keep_only(std::span<const int> capabilities, const std::optional<Account>& account);

/// Nothing that we start could get more rights than we have: no_new_privs of prctl(2).
void forbid_more_privileges();

/// No core files (they would hold what was read), and so many descriptors.
void limit_resources(std::size_t descriptors);

}  // namespace pipehound::plugin
