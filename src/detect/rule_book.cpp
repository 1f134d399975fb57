// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_book.hpp"

#include <algorithm>

namespace pipehound::detect {

bool RuleBook::wants_files() const {
    return by_ecs_category.contains("file") || by_ecs_category.contains("any") ||
           std::any_of(by_category.begin(), by_category.end(),
                       [](const auto& group) { return group.first.starts_with("file_"); });
}

bool RuleBook::wants_records() const { return !any_type.empty() || !by_type.empty(); }

}  // namespace pipehound::detect
