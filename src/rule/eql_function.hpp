// SPDX-License-Identifier: Apache-2.0
// EQL's functions and arithmetic: what they take, what they give, and what of constants is computed
// when it is read.
#pragma once

#include <vector>

#include "rule/eql_lexer.hpp"
#include "rule/eql_value.hpp"

namespace pipehound::rule {

[[nodiscard]] EqlType type_of(Function function) noexcept;

/// Elasticsearch's way to write it: "cidrMatch".
[[nodiscard]] std::string_view name(Function function) noexcept;

/// A call of the function that `name` names, in large or small letters and with a `~` where it
/// shall ignore case. Throws Refusal where there is none, or other arguments are wanted.
[[nodiscard]] EqlValue eql_call(const EqlToken& name, std::vector<EqlValue> arguments);

/// One of + - * / %. Throws Refusal.
[[nodiscard]] EqlValue eql_arithmetic(const EqlToken& sign, EqlValue left, EqlValue right);

}  // namespace pipehound::rule
