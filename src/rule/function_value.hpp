// SPDX-License-Identifier: Apache-2.0
// What EQL's functions give of single values, by Elasticsearch's function reference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rule/expression.hpp"

namespace pipehound::rule {

[[nodiscard]] std::string text_of(const Literal& literal);

/// Of arguments as many as the function takes, none of which is null; nothing: null. Not of
/// cidrMatch.
[[nodiscard]] std::optional<Literal> value_of(Function function, bool ignores_case,
                                              const std::vector<Literal>& given);

}  // namespace pipehound::rule
