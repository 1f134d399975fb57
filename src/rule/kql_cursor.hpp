// SPDX-License-Identifier: Apache-2.0
// Where a parser of KQL stands in its tokens.
#pragma once

#include "rule/kql_lexer.hpp"
#include "rule/token_cursor.hpp"

namespace pipehound::rule {

using KqlCursor = TokenCursor<KqlToken>;

}  // namespace pipehound::rule
