// SPDX-License-Identifier: Apache-2.0
#include "anchored_path.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace pipehound::plugin {

AnchoredPath::AnchoredPath(const std::string& path)
    : path_{path}, name_{std::filesystem::path{path}.filename()} {
    const auto directory = std::filesystem::path{path}.parent_path();
    ::mkdir(directory.c_str(), 0750);
    directory_ = FileDescriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory_.is_open())
        throw std::system_error{errno, std::system_category(), directory.string()};
}

FileDescriptor AnchoredPath::open() const {
    constexpr int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    return FileDescriptor{::openat(directory_.get(), name_.c_str(), flags, 0640)};
}

bool AnchoredPath::names(const FileDescriptor& file) const {
    struct stat named {};
    struct stat held {};
    return ::fstatat(directory_.get(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           ::fstat(file.get(), &held) == 0 && named.st_dev == held.st_dev &&
           named.st_ino == held.st_ino;
}

bool AnchoredPath::exists() const {
    return ::faccessat(directory_.get(), name_.c_str(), F_OK, 0) == 0;
}

void AnchoredPath::remove() const { ::unlinkat(directory_.get(), name_.c_str(), 0); }

void AnchoredPath::replace_by(const AnchoredPath& other) const {
    ::renameat(other.directory_.get(), other.name_.c_str(), directory_.get(), name_.c_str());
}

AnchoredPath AnchoredPath::sibling(const std::string& suffix) const {
    return AnchoredPath{path_ + suffix};
}

}  // namespace pipehound::plugin
