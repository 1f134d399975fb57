// SPDX-License-Identifier: Apache-2.0
// Which users rules call by name: they are looked up when rules are loaded, so that matching never
// asks a directory service.
#pragma once

#include <set>
#include <string>

#include "rule/rule.hpp"

namespace pipehound::detect {

/// The names, without wildcards, that are asked of fields which tell a user.
[[nodiscard]] std::set<std::string> named_users(const rule::Documents& documents);

}  // namespace pipehound::detect
