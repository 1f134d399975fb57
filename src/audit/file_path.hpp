// SPDX-License-Identifier: Apache-2.0
// Paths as text: nothing here looks at a file system.
#pragma once

#include <string>
#include <string_view>

namespace pipehound::audit {

/// `path` without empty, "." and ".." components, where it is absolute; a relative path as it is.
/// ".." is taken by the letter, whatever links there may be.
[[nodiscard]] std::string normalise(std::string_view path);

/// `name` as seen from `cwd`, normalised. As it is where the outcome would not be absolute.
[[nodiscard]] std::string join(std::string_view cwd, std::string_view name);

}  // namespace pipehound::audit
