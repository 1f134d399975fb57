// SPDX-License-Identifier: Apache-2.0
// The file of alerts, one JSON object a line. Rotation by renaming or removing is noticed at the
// next line.
#pragma once

#include <string>
#include <string_view>

#include "anchored_path.hpp"

namespace pipehound::plugin {

class JsonLinesFile {
public:
    /// Throws std::system_error where the directory cannot be opened.
    explicit JsonLinesFile(const std::string& path) : path_{path} {}

    /// Appends `line` and a newline. False: errno says why, and the file may end in half a line,
    /// which the next write ends.
    [[nodiscard]] bool write(std::string_view line);

    [[nodiscard]] const std::string& path() const noexcept { return path_.path(); }

private:
    AnchoredPath path_;
    FileDescriptor file_;
    bool torn_ = false;  // the last write was cut short
};

}  // namespace pipehound::plugin
