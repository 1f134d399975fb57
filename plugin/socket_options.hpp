// SPDX-License-Identifier: Apache-2.0
// What all our sockets need said.
#pragma once

#include <sys/un.h>

#include <chrono>
#include <string>

namespace pipehound::plugin {

/// Of a socket of the Unix domain; what is longer than sun_path has room for is cut.
[[nodiscard]] sockaddr_un unix_address(const std::string& path);

/// How long a call waits: `option` is SO_RCVTIMEO or SO_SNDTIMEO (socket(7)); 0 is without end.
void limit_waiting(int socket, int option, std::chrono::milliseconds patience);

}  // namespace pipehound::plugin
