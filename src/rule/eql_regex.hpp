// SPDX-License-Identifier: Apache-2.0
// Lucene's regular expressions, as Elasticsearch's EQL has them, in RE2's syntax.
#pragma once

#include <string>
#include <string_view>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

/// An expression of RE2 that is found in exactly the texts that `lucene` matches as a whole. What
/// would read differently in the two, or means something else to Lucene than its author is likely
/// to think (^ and $ are plain characters there), is refused with a way to say it. Whether the
/// whole is sound, RE2 decides. Throws Refusal.
[[nodiscard]] std::string re2_of_lucene(std::string_view lucene, Place place);

}  // namespace pipehound::rule
