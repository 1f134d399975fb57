// SPDX-License-Identifier: Apache-2.0
// The vocabulary between the stages: what one audited system call did, as values.
// audit/ makes these; process/, pipe/ and detect/ read them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "event/types.hpp"

namespace pipehound::event {

struct Header {
    NodeId node{};
    Time time{};  ///< of system call entry: a FIFO open that blocked 4 s carries a time 4 s ago
    Serial serial = 0;
};

/// The task that made the call, as its SYSCALL record tells it (after the call: an exec shows the
/// new program). Of a record that has no SYSCALL record beside it (see Records): what that record
/// tells, all else unknown, unset or empty.
struct Actor {
    Pid pid = Pid::unknown;
    Pid ppid = Pid::unknown;
    Uid login_uid = Uid::unset;  ///< auid: who logged in, kept through su and sudo
    Uid uid = Uid::unset;
    Uid euid = Uid::unset;
    Gid gid = Gid::unset;
    Gid egid = Gid::unset;
    Session session = Session::unset;
    std::string tty;         ///< as audit writes it ("pts0"); empty for "(none)"
    std::string comm;        ///< at most 15 bytes; the process may change it at will
    std::string exe;         ///< the file that runs, symlinks resolved by the kernel
    std::string user;        ///< name of uid where the record is enriched, else empty
    std::string login_user;  ///< name of auid where the record is enriched, else empty
};

/// execve, execveat that succeeded.
struct ProcessExecuted {
    std::string called;  ///< the path it was called by (PATH item 0), absolute where cwd is known
    std::vector<std::string>
        argv;  ///< whole, in order; an argument that no record brought is empty
    std::string cwd;
    Uid owner = Uid::unset;  ///< of the file that was called (PATH item 0): of a script, the script
};

/// A name came to be: mknod, mkdir, symlink, link and their *at forms, or an open that made its
/// file. Unless it is `linked`, a new file begins here, even where dev and inode were seen before.
struct FileCreated {
    FileId file;
    FileType type = FileType::regular;
    std::string path;  ///< absolute where cwd is known, normalised; empty where no record tells it
    std::string cwd;
    bool linked = false;  ///< one more name of a file that was there before (link, linkat)
};

/// open, openat, openat2, creat that gave a descriptor of a file that was there before.
struct FileOpened {
    FileId file;
    FileType type = FileType::regular;
    std::string path;
    bool reads = false;
    bool writes = false;  ///< or emptied it (O_TRUNC)
    std::int32_t fd = -1;
    std::string cwd;
};

/// unlink, unlinkat, rmdir, or a rename over it.
struct FileRemoved {
    FileId file;
    FileType type = FileType::regular;
    std::string path;
};

struct FileRenamed {
    FileId file;
    FileType type = FileType::regular;
    std::string from;
    std::string to;
};

/// An IPv4 or IPv6 address with its port; an IPv4-mapped IPv6 address is told as IPv4.
struct Endpoint {
    std::string address;  ///< as inet_ntop writes it
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

/// connect over IPv4 or IPv6: made, or attempted (EINPROGRESS, EINTR: the outcome is not audited).
struct SocketConnected {
    Endpoint remote;
    bool pending = false;
    std::int32_t fd = -1;
};

/// accept, accept4: `fd` is the new connection's descriptor.
struct SocketAccepted {
    Endpoint remote;
    std::int32_t fd = -1;
};

struct SocketBound {
    Endpoint local;
    std::int32_t fd = -1;
};

using Act = std::variant<ProcessExecuted, FileCreated, FileOpened, FileRemoved, FileRenamed,
                         SocketConnected, SocketAccepted, SocketBound>;

struct Event {
    Header header;
    Actor actor;
    Act act;
};

}  // namespace pipehound::event
