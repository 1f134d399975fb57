// SPDX-License-Identifier: Apache-2.0
// Rules as written -> rules as run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "detect/rule_book.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

struct CompileOptions {
    bool strict_names = false;  ///< program names to the letter, as Sigma's specification has it
    bool documents = false;     ///< for ECS documents, not for audit's events and records
    bool explains = false;      ///< rules keep the conditions that they were made of
};

/// Never fails: what cannot run is told in the book's `broken` and `not_evaluable`.
[[nodiscard]] std::shared_ptr<const RuleBook> compile(rule::Documents documents,
                                                      const CompileOptions& options);

}  // namespace pipehound::detect
