// SPDX-License-Identifier: Apache-2.0
#include "proc_descriptors.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <charconv>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "proc_process.hpp"
#include "proc_sockets.hpp"

namespace pipehound::plugin {

namespace {

using Kind = event::Descriptor::Kind;
using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

constexpr std::size_t descriptor_limit = 4096;

std::optional<Kind> kind_of(mode_t mode, std::string_view link) {
    if (S_ISSOCK(mode)) return Kind::socket;
    if (!S_ISFIFO(mode)) return std::nullopt;
    return link.starts_with("pipe:[") ? Kind::pipe : Kind::fifo;
}

/// The access mode in the line "flags:\t0100001" (octal) of /proc/PID/fdinfo/FD.
int access_mode(int folder, const std::string& fd) {
    const auto info = read_small_file(folder, ("fdinfo/" + fd).c_str());
    const auto at = info.find("flags:\t");
    if (at == std::string::npos) return O_RDWR;
    const auto digits = std::string_view{info}.substr(at + 7);
    int flags = O_RDWR;
    std::from_chars(digits.data(), digits.data() + digits.size(), flags, 8);
    return flags & O_ACCMODE;
}

void name_fifo(event::Descriptor& descriptor, std::string link, const struct stat& status) {
    constexpr std::string_view mark = " (deleted)";  // fs/d_path.c; may also be the end of a name
    descriptor.deleted = status.st_nlink == 0;
    if (descriptor.deleted && link.ends_with(mark)) link.resize(link.size() - mark.size());
    descriptor.path = std::move(link);
}

std::optional<event::Descriptor> read_descriptor(int folder, const std::string& fd) {
    const auto entry = "fd/" + fd;
    struct stat status {};
    if (::fstatat(folder, entry.c_str(), &status, 0) != 0) return std::nullopt;
    auto link = read_link(folder, entry.c_str());
    const auto kind = kind_of(status.st_mode, link);
    if (!kind) return std::nullopt;
    event::Descriptor descriptor{.kind = *kind, .device = status.st_dev, .inode = status.st_ino};
    std::from_chars(fd.data(), fd.data() + fd.size(), descriptor.fd);
    const int mode = *kind == Kind::socket ? O_RDWR : access_mode(folder, fd);
    descriptor.reads = mode != O_WRONLY;
    descriptor.writes = mode != O_RDONLY;
    if (*kind == Kind::fifo) name_fifo(descriptor, std::move(link), status);
    return descriptor;
}

/// Keeps of the sockets those of IP, and tells their remote ends.
void resolve_sockets(int folder, std::vector<event::Descriptor>& descriptors) {
    std::set<std::uint64_t> wanted;
    for (const auto& descriptor : descriptors)
        if (descriptor.kind == Kind::socket) wanted.insert(descriptor.inode);
    const auto sockets = sockets_of_process(folder, wanted);
    std::erase_if(descriptors, [&sockets](event::Descriptor& descriptor) {
        if (descriptor.kind != Kind::socket) return false;
        const auto socket = sockets.find(descriptor.inode);
        if (socket == sockets.end()) return true;
        descriptor.remote = socket->second;
        return false;
    });
}

}  // namespace

std::vector<event::Descriptor> read_descriptors(const FileDescriptor& folder) {
    std::vector<event::Descriptor> descriptors;
    const int list = ::openat(folder.get(), "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (list < 0) return descriptors;
    const Folder entries{::fdopendir(list), ::closedir};
    std::size_t seen = 0;
    while (const auto* const entry = ::readdir(entries.get())) {
        if (entry->d_name[0] == '.') continue;
        if (++seen > descriptor_limit) break;
        if (auto descriptor = read_descriptor(folder.get(), entry->d_name))
            descriptors.push_back(std::move(*descriptor));
    }
    resolve_sockets(folder.get(), descriptors);
    return descriptors;
}

}  // namespace pipehound::plugin
