// SPDX-License-Identifier: Apache-2.0
// One rule out of the documents of a file.
#pragma once

#include <stdexcept>
#include <string>

#include "rule/rule.hpp"

namespace pipehound::plugin {

/// There is none of that name, or there are several: says so, and which there are.
class NoChoice : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct ChosenRule {
    rule::Meta meta;
    rule::Documents documents;  ///< the rule and all that it refers to; no filters
};

/// `reference`: an id or a name; empty: the one rule that no other one refers to. Throws NoChoice.
[[nodiscard]] ChosenRule choose_rule(rule::Documents documents, const std::string& reference);

}  // namespace pipehound::plugin
