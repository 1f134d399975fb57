// SPDX-License-Identifier: Apache-2.0
// The symbolic form as text, for people who ask what a rule was read as, and for tests.
#pragma once

#include <string>

#include "rule/condition.hpp"

namespace pipehound::rule {

/// (Image ~ "*/nc" and not (CommandLine =~ "-z")): wildcards stand bare and literal stars behind a
/// backslash, `~~` minds case.
[[nodiscard]] std::string text(const Condition& condition);
[[nodiscard]] std::string text(const Pattern& pattern);

}  // namespace pipehound::rule
