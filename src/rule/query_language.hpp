// SPDX-License-Identifier: Apache-2.0
// Which language a query without a file is written in.
#pragma once

#include <cstdint>
#include <string_view>

namespace pipehound::rule {

enum class QueryLanguage : std::uint8_t { kql, eql };

/// EQL where it begins as EQL does, with `sequence`, `sample` or a category and `where`; else KQL.
[[nodiscard]] QueryLanguage language_of(std::string_view query);

}  // namespace pipehound::rule
