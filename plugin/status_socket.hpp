// SPDX-License-Identifier: Apache-2.0
// Where a running plugin answers questions about itself: a stream socket of the Unix domain. A
// question is one line, an answer all that comes until the end.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

/// Longest path of the socket, in bytes: sockaddr_un's sun_path has 108, of which the suffix of the
/// new socket takes a few.
inline constexpr std::size_t longest_socket_path = 100;

/// Listens at `path`, in the place of whatever was there, for root and the group adm (where there
/// is none, root's): to be called as root. Makes the last directory of the path. Throws
/// std::system_error.
[[nodiscard]] FileDescriptor listen_at(const std::string& path);

/// Nobody listens there: what() says so.
struct NobodyAnswers : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The answer to one question. Throws NobodyAnswers, or std::runtime_error where somebody is there
/// and it cannot be asked, or does not answer in time.
[[nodiscard]] std::string ask_at(const std::string& path, const std::string& question,
                                 std::chrono::milliseconds patience = std::chrono::seconds{3});

}  // namespace pipehound::plugin
