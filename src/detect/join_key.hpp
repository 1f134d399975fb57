// SPDX-License-Identifier: Apache-2.0
// The values of a stage's join keys as one text, and back: no two lists of values give the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/answers.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::detect {

/// Of fields with several values each choice of one of each, once, and at most 64 (Elasticsearch
/// joins by each value, too). None where the event does not tell a key that it has to.
[[nodiscard]] std::vector<std::string> texts_of(const std::vector<CompiledSequence::Key>& keys,
                                                Answers& answers);

/// The values of such a text; nothing for those that are not told.
[[nodiscard]] std::vector<std::optional<std::string>> key_values(std::string_view key);

}  // namespace pipehound::detect
