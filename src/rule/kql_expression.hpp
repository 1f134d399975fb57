// SPDX-License-Identifier: Apache-2.0
// The part of a KQL query behind `where`, and what else is a value: constants and lists.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "event/fields.hpp"
#include "event/types.hpp"
#include "rule/kql_cursor.hpp"
#include "rule/kql_value.hpp"

namespace pipehound::rule {

/// What names mean.
struct KqlScope {
    std::optional<event::Naming> schema;  ///< whose columns; nothing: none are known yet
    event::Time now{};                    ///< of now() and ago()
    /// Of `let`, which a column of the same name goes before, and of `extend`, which it does not.
    std::map<std::string, KqlValue> values;
};

/// Reads one condition. Throws Refusal.
[[nodiscard]] ConditionPtr kql_condition(KqlCursor& cursor, const KqlScope& scope);

/// Reads one constant: a literal, a list, or what is computed from such. Throws Refusal.
[[nodiscard]] KqlValue kql_constant(KqlCursor& cursor, const KqlScope& scope);

/// A column that ASIM has and audit does not tell, a hash for one: the query is sound, and cannot
/// be answered.
class KqlUntold : public Refusal {
public:
    using Refusal::Refusal;
};

/// The column of that name, or of which that is another name. Throws KqlUntold; Refusal where the
/// schema has none.
[[nodiscard]] KqlColumn kql_column(const KqlScope& scope, std::string_view name, Place place);

struct KqlFunction {
    std::string_view written;
    std::string_view meaning;  ///< for the documentation
};

[[nodiscard]] std::span<const KqlFunction> kql_functions() noexcept;

}  // namespace pipehound::rule
