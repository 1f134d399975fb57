// SPDX-License-Identifier: Apache-2.0
#include "raw_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "input_error.hpp"

namespace pipehound::plugin {

RawInput::RawInput(const std::string& name) {
    if (name == "-") return;
    file_ = FileDescriptor{::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file_.is_open())
        throw InputError{std::string{"cannot be opened: "} + std::strerror(errno)};
    struct stat status {};
    if (::fstat(file_.get(), &status) == 0 && S_ISDIR(status.st_mode))
        throw InputError{"is a directory: name the log files in it"};
    descriptor_ = file_.get();
}

std::string_view RawInput::peek(std::size_t count) {
    while (head_.size() < count) {
        char byte[64];
        const auto taken = read_descriptor({byte, std::min(sizeof byte, count - head_.size())});
        if (taken == 0) break;
        head_.append(byte, taken);
    }
    return head_;
}

std::size_t RawInput::read(std::span<char> buffer) {
    if (head_.empty()) return read_descriptor(buffer);
    const auto given = head_.copy(buffer.data(), buffer.size());
    head_.erase(0, given);
    return given;
}

std::size_t RawInput::read_descriptor(std::span<char> buffer) {
    for (;;) {
        const auto taken = ::read(descriptor_, buffer.data(), buffer.size());
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0) throw InputError{std::string{"cannot be read: "} + std::strerror(errno)};
        consumed_ += static_cast<std::uint64_t>(taken);
        return static_cast<std::size_t>(taken);
    }
}

}  // namespace pipehound::plugin
