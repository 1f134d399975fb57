// SPDX-License-Identifier: Apache-2.0
// JSON as this project writes and reads it; what nlohmann's templates cost to compile is paid once.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pipehound::event {

/// Members stay in the order in which they were set.
using Json = nlohmann::ordered_json;

/// One line without its newline, of printable ASCII alone: whatever else the text holds is
/// written as JSON's \uXXXX, and bytes that are not UTF-8 as \ufffd. So a line can go to any
/// terminal, file or parser.
[[nodiscard]] std::string json_line(const Json& json);

/// Throws Json::parse_error.
[[nodiscard]] Json parse_json(std::string_view text);

}  // namespace pipehound::event
