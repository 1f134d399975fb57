// SPDX-License-Identifier: Apache-2.0
#include "status_socket.hpp"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "socket_options.hpp"

namespace pipehound::plugin {

namespace {

constexpr int backlog = 8;

FileDescriptor stream_socket(int more) {
    FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | more, 0)};
    if (!socket.is_open()) throw std::system_error{errno, std::system_category(), "socket"};
    return socket;
}

void must(int result, const std::string& what) {
    if (result != 0) throw std::system_error{errno, std::system_category(), what};
}

/// Nobody is let in before this: connecting takes the right to write.
void open_to_readers(const std::string& path) {
    if (const auto* const adm = ::getgrnam("adm"); adm != nullptr && ::geteuid() == 0)
        must(::chown(path.c_str(), 0, adm->gr_gid), path);
    must(::chmod(path.c_str(), 0660), path);
}

std::runtime_error failure(const std::string& path, int error) {
    if (error == EACCES || error == EPERM)
        return std::runtime_error{path + ": only root and the group adm may ask; try sudo"};
    if (error == EAGAIN || error == EWOULDBLOCK)
        return std::runtime_error{path +
                                  ": the plugin is there and does not answer: it is stopped, "
                                  "or stuck"};
    return std::runtime_error{path + ": " + std::strerror(error)};
}

}  // namespace

/// The new socket takes the old one's place when it is whole: an earlier generation may still be
/// there.
FileDescriptor listen_at(const std::string& path) {
    ::mkdir(std::filesystem::path{path}.parent_path().c_str(), 0755);
    auto socket = stream_socket(SOCK_NONBLOCK);
    const auto fresh = path + ".new";
    ::unlink(fresh.c_str());
    const auto address = unix_address(fresh);
    const auto mask = ::umask(0177);
    const int bound =
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::umask(mask);
    must(bound, path);
    must(::listen(socket.get(), backlog), path);
    open_to_readers(fresh);
    must(std::rename(fresh.c_str(), path.c_str()), path);
    return socket;
}

std::string ask_at(const std::string& path, const std::string& question,
                   std::chrono::milliseconds patience) {
    const auto socket = stream_socket(0);
    for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO})
        limit_waiting(socket.get(), option, patience);
    const auto address = unix_address(path);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            throw NobodyAnswers{"nobody listens at " + path};
        throw failure(path, errno);
    }
    const auto line = question + '\n';
    if (::send(socket.get(), line.data(), line.size(), MSG_NOSIGNAL) < 0)
        throw failure(path, errno);
    std::string answer;
    char buffer[16 * 1024];
    ssize_t taken = 0;
    while ((taken = ::recv(socket.get(), buffer, sizeof buffer, 0)) > 0)
        answer.append(buffer, static_cast<std::size_t>(taken));
    if (taken < 0) throw failure(path, errno);
    return answer;
}

}  // namespace pipehound::plugin
