// SPDX-License-Identifier: Apache-2.0
// A file that holds one query in EQL -> the symbolic form.
#pragma once

#include <string>
#include <vector>

#include "rule/eql_lexer.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

/// Adds the query of an .eql file to `documents`, what is broken to `documents.broken`. The rule is
/// called by the file's name without folder and ending; its id is made from the query, comments and
/// blanks aside. `file` is its name in messages.
void read_eql(const std::string& file, const std::string& text, Documents& documents);

/// Adds what the tokens of a query ask, under this name. Throws Refusal.
void add_eql(Meta meta, std::vector<EqlToken> tokens, Documents& documents);

}  // namespace pipehound::rule
