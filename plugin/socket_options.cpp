// SPDX-License-Identifier: Apache-2.0
#include "socket_options.hpp"

#include <sys/socket.h>
#include <sys/time.h>

namespace pipehound::plugin {

sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

void limit_waiting(int socket, int option, std::chrono::milliseconds patience) {
    const timeval limit{patience.count() / 1000,
                        static_cast<suseconds_t>(patience.count() % 1000 * 1000)};
    ::setsockopt(socket, SOL_SOCKET, option, &limit, sizeof limit);
}

}  // namespace pipehound::plugin
