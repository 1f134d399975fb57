// SPDX-License-Identifier: Apache-2.0
// A socket where journald's would be. Who does not call `take` has a journald that hangs.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "file_descriptor.hpp"

namespace pipehound::support {

class JournalStandIn {
public:
    explicit JournalStandIn(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"bind " + path};
    }

    /// The next entry as it came, or the content of the sealed file that came for it; nothing where
    /// none lies ready.
    [[nodiscard]] std::optional<std::string> take() {
        std::vector<char> buffer(512 * 1024);
        iovec part{buffer.data(), buffer.size()};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const auto taken = ::recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (taken < 0) return std::nullopt;
        const cmsghdr* const header = CMSG_FIRSTHDR(&message);
        if (header == nullptr) return std::string(buffer.data(), static_cast<std::size_t>(taken));
        int file = -1;
        std::memcpy(&file, CMSG_DATA(header), sizeof file);
        return sealed_content(plugin::FileDescriptor{file});
    }

private:
    static std::string sealed_content(const plugin::FileDescriptor& file) {
        constexpr int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
        if (::fcntl(file.get(), F_GET_SEALS) != wanted) return "the file is not sealed";
        std::string content(16U << 20, '\0');
        const auto taken = ::pread(file.get(), content.data(), content.size(), 0);
        content.resize(taken < 0 ? 0 : static_cast<std::size_t>(taken));
        return content;
    }

    plugin::FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace pipehound::support
