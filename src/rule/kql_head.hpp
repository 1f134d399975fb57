// SPDX-License-Identifier: Apache-2.0
// The comments at the head of a .kql file, which say what a rule says about itself:
//
//     // id: 8a1f3c52-6d0e-4b7c-9a55-2f4be0a6c1d7
//     // name: mkfifo in /tmp
//     // level: medium
#pragma once

#include <span>
#include <string_view>

#include "rule/rule.hpp"

namespace pipehound::rule {

/// Reads the comments that stand before the first token of `text`; lines that are no `key: value`
/// with a key of these are remarks. Throws Refusal for a key that is misspelt, stands twice, or has
/// no sound value.
void read_kql_head(std::string_view text, Meta& meta);

[[nodiscard]] std::span<const std::string_view> kql_head_keys() noexcept;

}  // namespace pipehound::rule
