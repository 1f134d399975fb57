// SPDX-License-Identifier: Apache-2.0
// KQL's operators on values, as conditions. A column of text is never null to Kusto: what an event
// does not tell is the empty text there, so it is unlike any other text and has no term. A number
// or a time that is not told is null: unequal to all, and neither more nor less than any.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rule/kql_value.hpp"

namespace pipehound::rule {

struct KqlOperator {
    enum class Kind : std::uint8_t {
        equals,
        order,
        has,
        hasprefix,
        hassuffix,
        contains,
        startswith,
        endswith,
        regex,
        in,
        has_any,
        has_all,
        between
    };
    std::string_view written;
    Kind kind;
    bool cased = false;
    bool negated = false;
    Order order = Order::equal;
    std::string_view meaning;  ///< for the documentation

    /// Behind it stands a list in parentheses.
    [[nodiscard]] bool takes_list() const noexcept {
        return kind == Kind::in || kind == Kind::has_any || kind == Kind::has_all;
    }
};

[[nodiscard]] std::span<const KqlOperator> kql_operators() noexcept;

/// nullptr for what is none.
[[nodiscard]] const KqlOperator* kql_operator(std::string_view written) noexcept;

/// `right`: one value; of `between` both ends; of in, has_any and has_all any number, lists among
/// them. Throws Refusal.
[[nodiscard]] ConditionPtr kql_comparison(const KqlValue& left, const KqlOperator& sign,
                                          const std::vector<KqlValue>& right);

/// isempty(), isnull().
[[nodiscard]] ConditionPtr kql_is_empty(const KqlColumn& column, Place place);
[[nodiscard]] ConditionPtr kql_is_null(const KqlColumn& column, Place place);

}  // namespace pipehound::rule
