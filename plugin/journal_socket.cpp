// SPDX-License-Identifier: Apache-2.0
#include "journal_socket.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "socket_options.hpp"

namespace pipehound::plugin {

namespace {

/// "NAME=value\n", or for a value with a newline "NAME\n", its length as 64 bits little endian, the
/// value, "\n".
void append(std::string& bytes, const alert::JournalField& field) {
    const auto& [name, value] = field;
    bytes += name;
    if (value.find('\n') == std::string::npos) {
        bytes += '=';
    } else {
        bytes += '\n';
        for (int byte = 0; byte < 8; ++byte)
            bytes += static_cast<char>(static_cast<std::uint64_t>(value.size()) >> (8 * byte));
    }
    bytes += value;
    bytes += '\n';
}

std::string datagram(const JournalFields& fields) {
    std::string bytes;
    for (const auto& field : fields) append(bytes, field);
    return bytes;
}

FileDescriptor open_socket(std::chrono::milliseconds patience) {
    const int wait = patience.count() == 0 ? SOCK_NONBLOCK : 0;
    FileDescriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | wait, 0)};
    limit_waiting(socket.get(), SO_SNDTIMEO, patience);
    constexpr int room = 8 * 1024 * 1024;  // as libsystemd asks for; the kernel gives what it may
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    return socket;
}

}  // namespace

JournalSocket::JournalSocket(std::string path, std::chrono::milliseconds patience)
    : path_{std::move(path)}, socket_{open_socket(patience)} {}

bool JournalSocket::send(const JournalFields& fields) {
    const auto bytes = datagram(fields);
    if (send_bytes(bytes)) return true;
    return (errno == EMSGSIZE || errno == ENOBUFS) && send_as_file(bytes);
}

bool JournalSocket::send_bytes(std::string_view bytes) {
    const auto address = unix_address(path_);
    ssize_t sent = -1;
    do {
        sent = ::sendto(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL,
                        reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/// What is too large for a datagram goes as a sealed memory file whose descriptor is the message.
bool JournalSocket::send_as_file(std::string_view bytes) {
    const FileDescriptor file{::memfd_create("journal-entry", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!file.is_open() || !write_whole(file.get(), bytes)) return false;
    if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) <
        0)
        return false;

    auto address = unix_address(path_);
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int descriptor = file.get();
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    return ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL) >= 0;
}

}  // namespace pipehound::plugin
