// SPDX-License-Identifier: Apache-2.0
// A text that holds one query in KQL -> the symbolic form.
#pragma once

#include <string>

#include "event/types.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

/// Adds the query to `documents`, what is broken to `documents.broken`. What the comments at its
/// head do not say (kql_head.hpp) is as for an .eql file: named by the file, its id made from the
/// query, comments and blanks aside. `file` is its name in messages; `now`: of ago() and now().
void read_kql(const std::string& file, const std::string& text, event::Time now,
              Documents& documents);

}  // namespace pipehound::rule
