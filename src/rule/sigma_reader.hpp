// SPDX-License-Identifier: Apache-2.0
// Sigma YAML -> the symbolic form. One file may hold several documents: rules, correlations and
// filters (sigma-specification 2.1).
#pragma once

#include <string>

#include "rule/rule.hpp"

namespace pipehound::rule {

/// Adds the documents of one file to `documents`, what is broken to `documents.broken`: one broken
/// document does not keep the others from loading. `file` is its name in messages.
void read_sigma(const std::string& file, const std::string& text, Documents& documents);

/// The largest file that is read, in bytes.
inline constexpr std::size_t largest_rule_file = 4U << 20;

}  // namespace pipehound::rule
