// SPDX-License-Identifier: Apache-2.0
// A rule file of Elastic's detection-rules (TOML) -> the symbolic form.
#pragma once

#include <string>

#include "rule/rule.hpp"

namespace pipehound::rule {

/// Adds the rule of the file to `documents`: one in EQL to its detections or sequences, one in
/// another language to its unsupported, a broken one to its broken. `file` is its name in messages;
/// places inside of the query are those of the file.
void read_elastic_rule(const std::string& file, const std::string& text, Documents& documents);

}  // namespace pipehound::rule
