// SPDX-License-Identifier: Apache-2.0
// What a KQL query may begin with: ASIM's parsers, by their names, and what may stand in
// parentheses behind them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "event/fields.hpp"
#include "rule/kql_value.hpp"

namespace pipehound::rule {

struct KqlTable {
    std::string_view name;
    event::Naming schema;
    std::string_view sigma_category;  ///< whose events it holds; empty: those of ecs_category
    std::string_view ecs_category;
    ConditionPtr (*rows)(Place);  ///< those of these events that it holds; nullptr: all
};

[[nodiscard]] std::span<const KqlTable> kql_tables() noexcept;

/// Throws Refusal.
[[nodiscard]] const KqlTable& kql_table(std::string_view name, Place place);

/// The rows that a parameter, `starttime=ago(1d)`, leaves. Throws Refusal.
[[nodiscard]] ConditionPtr kql_parameter(const KqlTable& table, std::string_view name, Place place,
                                         const KqlValue& value);

}  // namespace pipehound::rule
