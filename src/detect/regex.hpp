// SPDX-License-Identifier: Apache-2.0
// The regular expressions of rules, as RE2 takes them, and what must stand in a text that one is
// found in.
#pragma once

#include <re2/re2.h>

#include <string>
#include <string_view>
#include <vector>

#include "rule/condition.hpp"

namespace pipehound::detect {

/// Beyond ASCII RE2 alone folds letters: what is not of ASCII alone is not to be compared byte by
/// byte where case is ignored.
[[nodiscard]] bool is_ascii(std::string_view text);

/// The expression with its flags for RE2, and the options that go with it.
[[nodiscard]] std::string expression_of(const rule::RegexTest& test);
[[nodiscard]] re2::RE2::Options options_of(const rule::RegexTest& test);

/// At least one of these stands in the folded text wherever the expression is found, as RE2's
/// prefilter has it; few, and the more telling ones. None where nothing can be said, or only of
/// characters that stand everywhere.
[[nodiscard]] std::vector<std::string> literals_of(const rule::RegexTest& test);

}  // namespace pipehound::detect
