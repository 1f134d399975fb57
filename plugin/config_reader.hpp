// SPDX-License-Identifier: Apache-2.0
// pipehound.conf -> Config. Never throws for what a file holds: each mistake is told with its
// place, and the rest counts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config.hpp"

namespace pipehound::plugin {

struct ConfigReading {
    Config config;                    ///< with defaults for what is missing or wrong
    std::vector<std::string> errors;  ///< "FILE:LINE:COLUMN: what is wrong, what to do"
};

/// Reads `text` as the content of the file `name`.
[[nodiscard]] ConfigReading read_config(std::string_view text, const std::string& name);

/// The same from a file; one that is not there or cannot be read is one error.
[[nodiscard]] ConfigReading read_config_file(const std::string& path);

/// Every key that is known, as "table.key".
[[nodiscard]] std::vector<std::string> config_keys();

}  // namespace pipehound::plugin
