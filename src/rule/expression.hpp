// SPDX-License-Identifier: Apache-2.0
// What is computed from the fields of an event before a test is put to it: EQL's functions and
// arithmetic. Part of the symbolic form (condition.hpp); detect/ computes.
//
// A function of nothing is nothing, unless it says otherwise. A field that has several values
// gives the function of each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule {

/// Elasticsearch's names and meaning (EQL function reference). Positions count bytes of UTF-8 as
/// characters; see doc/decisions.md.
enum class Function : std::uint8_t {
    add,
    between,  ///< (source, left, right[, greedy])
    cidr_match,
    concat,  ///< nothing where one part is nothing
    divide,  ///< of two whole numbers: truncated
    ends_with,
    index_of,  ///< (source, substring[, start]); nothing where it is not found
    length,
    modulo,
    multiply,
    number,  ///< (text[, base]); nothing where it reads as none
    starts_with,
    string,
    string_contains,
    substring,  ///< (source, start[, end]); negative positions count from the end
    subtract
};

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

/// monostate: null.
using Literal = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct FieldValue {
    std::string name;
    bool optional = false;  ///< where no event has such a field it is nothing, not a mistake
};

struct Call {
    Function function = Function::add;
    bool ignores_case = false;
    std::vector<ExpressionPtr> arguments;
};

struct Expression {
    std::variant<Literal, FieldValue, Call> is;
    Place place;
};

}  // namespace pipehound::rule
