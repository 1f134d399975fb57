// SPDX-License-Identifier: Apache-2.0
// toml++ puts away what it read by recursion, and a table for each part of a key: a few kilobytes
// of `a.a.a...` use up the stack. So the depth is looked at before it reads.
#pragma once

#include <string_view>

namespace pipehound::rule {

/// How deep lists and tables may stand in one another, and how many points a key may have.
inline constexpr int deepest_toml = 16;

/// Throws Refusal where the text nests deeper. Says nothing of a text that is no TOML.
void refuse_deep_toml(std::string_view text);

}  // namespace pipehound::rule
