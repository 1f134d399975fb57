// SPDX-License-Identifier: Apache-2.0
// What stands in a small file.
#pragma once

#include <optional>
#include <string>

namespace pipehound::plugin {

/// All of it, also of files under /proc, which tell no size. Nothing where it cannot be read; errno
/// says why.
[[nodiscard]] std::optional<std::string> whole_file(const std::string& path);

}  // namespace pipehound::plugin
