// SPDX-License-Identifier: Apache-2.0
// A file by its directory, held open from the start, and its name in there: it can be opened anew
// when it was rotated away, also after the way to its directory is closed to us.
#pragma once

#include <sys/stat.h>

#include <string>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

class AnchoredPath {
public:
    /// Makes the last directory of `path`, mode 0750, if it is missing. Throws std::system_error
    /// where it cannot be opened.
    explicit AnchoredPath(const std::string& path);

    /// Opens, or makes with mode 0640, the file for appending and reading. Not open on failure;
    /// errno says why.
    [[nodiscard]] FileDescriptor open() const;

    /// Is `file` still what the path names?
    [[nodiscard]] bool names(const FileDescriptor& file) const;

    [[nodiscard]] bool exists() const;
    void remove() const;

    /// Puts the file called `other` in the same directory in this one's place, if it can.
    void replace_by(const AnchoredPath& other) const;

    /// The same directory, the name with `suffix`.
    [[nodiscard]] AnchoredPath sibling(const std::string& suffix) const;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
    std::string name_;
    FileDescriptor directory_;
};

}  // namespace pipehound::plugin
