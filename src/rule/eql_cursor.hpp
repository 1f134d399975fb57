// SPDX-License-Identifier: Apache-2.0
// Where a parser of EQL stands in its tokens.
#pragma once

#include "rule/eql_lexer.hpp"
#include "rule/token_cursor.hpp"

namespace pipehound::rule {

using EqlCursor = TokenCursor<EqlToken>;

}  // namespace pipehound::rule
