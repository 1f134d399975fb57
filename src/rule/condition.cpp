// SPDX-License-Identifier: Apache-2.0
#include "rule/condition.hpp"

#include <utility>

namespace pipehound::rule {

bool holds(Order order, double left, double right) noexcept {
    switch (order) {
        case Order::less:
            return left < right;
        case Order::less_or_equal:
            return left <= right;
        case Order::greater:
            return left > right;
        case Order::greater_or_equal:
            return left >= right;
        case Order::equal:
            return left == right;
    }
    return false;
}

ConditionPtr make(Predicate predicate) {
    return std::make_shared<const Condition>(Condition{std::move(predicate)});
}

ConditionPtr all_of(std::vector<ConditionPtr> parts) {
    if (parts.size() == 1) return parts.front();
    return std::make_shared<const Condition>(Condition{All{std::move(parts)}});
}

ConditionPtr any_of(std::vector<ConditionPtr> parts) {
    if (parts.size() == 1) return parts.front();
    return std::make_shared<const Condition>(Condition{Any{std::move(parts)}});
}

ConditionPtr not_of(ConditionPtr part) {
    return std::make_shared<const Condition>(Condition{Not{std::move(part)}});
}

ConditionPtr is_unknown(ConditionPtr part) {
    return std::make_shared<const Condition>(Condition{IsUnknown{std::move(part)}});
}

}  // namespace pipehound::rule
