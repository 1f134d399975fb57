// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?"
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::event {

/// The one of `words` that `word` was most likely meant to be; nothing where none is near (more
/// than a third of it is wrong).
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& words);

}  // namespace pipehound::event
