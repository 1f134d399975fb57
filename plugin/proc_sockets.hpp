// SPDX-License-Identifier: Apache-2.0
// Which remote end belongs to a socket's inode, by the tables of the process's own network
// namespace (proc_net(5)).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "event/event.hpp"

namespace pipehound::plugin {

/// Of IPv4 and IPv6 sockets; no port and no address where a socket is not connected.
using SocketsByInode = std::map<std::uint64_t, event::Endpoint>;

/// The sockets of one table (tcp, tcp6, udp, udp6), as far as they are `wanted`.
[[nodiscard]] SocketsByInode sockets_of_table(std::string_view table,
                                              const std::set<std::uint64_t>& wanted);

/// The same of all four tables in `folder`, which is that of a process.
[[nodiscard]] SocketsByInode sockets_of_process(int folder, const std::set<std::uint64_t>& wanted);

}  // namespace pipehound::plugin
