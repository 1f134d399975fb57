// SPDX-License-Identifier: Apache-2.0
#include "proc_sockets.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "proc_process.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::size_t table_limit = 64 * 1024 * 1024;

template <typename Number>
std::optional<Number> number(std::string_view text, int base) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string printed(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size()) == nullptr ? std::string{}
                                                                             : text.data();
}

/// The kernel prints an address as 32-bit words in the host's byte order (net/ipv4/tcp_ipv4.c,
/// net/ipv6/tcp_ipv6.c).
std::optional<std::array<std::uint32_t, 4>> words_of(std::string_view hex) {
    std::array<std::uint32_t, 4> words{};
    for (std::size_t word = 0; word * 8 < hex.size(); ++word) {
        const auto value = number<std::uint32_t>(hex.substr(word * 8, 8), 16);
        if (!value) return std::nullopt;
        words[word] = *value;
    }
    return words;
}

/// `text`: "0100007F:115C", or 32 digits before the colon.
event::Endpoint endpoint_of(std::string_view text) {
    const auto colon = text.find(':');
    if (colon != 8 && colon != 32) return {};
    const auto words = words_of(text.substr(0, colon));
    const auto port = number<std::uint16_t>(text.substr(colon + 1), 16);
    if (!words || !port || *port == 0) return {};
    if (colon == 8) return {printed(AF_INET, words->data()), *port};
    const bool mapped = (*words)[0] == 0 && (*words)[1] == 0 &&
                        (*words)[2] == htonl(0xffff);  // ::ffff:0:0/96, RFC 4291, 2.5.5.2
    return mapped ? event::Endpoint{printed(AF_INET, &(*words)[3]), *port}
                  : event::Endpoint{printed(AF_INET6, words->data()), *port};
}

/// Columns 3, the remote address, and 10, the inode.
std::optional<std::pair<std::string_view, std::uint64_t>> remote_and_inode(std::string_view line) {
    std::string_view remote;
    for (int column = 1; !line.empty(); ++column) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const auto word = line.substr(0, line.find(' '));
        line.remove_prefix(word.size());
        if (column == 3) remote = word;
        if (column != 10) continue;
        const auto inode = number<std::uint64_t>(word, 10);
        return inode ? std::optional{std::pair{remote, *inode}} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

SocketsByInode sockets_of_table(std::string_view table, const std::set<std::uint64_t>& wanted) {
    SocketsByInode sockets;
    while (!table.empty()) {
        const auto line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(line.size() + 1, table.size()));
        const auto found = remote_and_inode(line);
        if (found && wanted.contains(found->second))
            sockets.emplace(found->second, endpoint_of(found->first));
    }
    return sockets;
}

SocketsByInode sockets_of_process(int folder, const std::set<std::uint64_t>& wanted) {
    SocketsByInode sockets;
    for (const auto* const name : {"net/tcp", "net/tcp6", "net/udp", "net/udp6"}) {
        if (sockets.size() == wanted.size()) break;
        sockets.merge(sockets_of_table(read_small_file(folder, name, table_limit), wanted));
    }
    return sockets;
}

}  // namespace pipehound::plugin
