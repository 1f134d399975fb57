// SPDX-License-Identifier: Apache-2.0
#include "json_lines_file.hpp"

#include <cerrno>

namespace pipehound::plugin {

bool JsonLinesFile::write(std::string_view line) {
    if (!file_.is_open() || !path_.names(file_)) {
        file_ = path_.open();
        torn_ = false;
    }
    if (!file_.is_open()) return false;
    std::string bytes;
    if (torn_) bytes += '\n';
    bytes.append(line).append("\n");
    const auto written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0) return false;
    torn_ = static_cast<std::size_t>(written) < bytes.size();
    if (torn_) errno = ENOSPC;  // what cuts a write to a regular file short
    return !torn_;
}

}  // namespace pipehound::plugin
