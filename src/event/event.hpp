// SPDX-License-Identifier: Apache-2.0
// The vocabulary between the stages: what one audited system call did, as values.
// audit/ makes these; process/, pipe/ and detect/ read them.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
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

/// The call as its SYSCALL record tells it.
struct SystemCall {
    std::string name;  ///< "openat"; empty where libaudit knows none
    std::array<std::uint64_t, 4> arguments{};
    bool success = true;
    std::int64_t exit = 0;  ///< 0 of a call that never returns
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

// What follows is told only where it is asked for (audit/interest.hpp): it concerns no pipe.

/// exit_group. A process that a signal ends makes no call; exit ends one thread.
struct ProcessEnded {
    std::int32_t exit_code = 0;  ///< as waitpid tells it: 0 to 255
};

/// setuid, setreuid, setresuid, setfsuid, and the same for groups. What it was before no record
/// tells, so it may have been the same.
struct CredentialsChanged {
    bool group = false;
};

/// setsid: the process leads a session of its own from now on. No audit session.
struct SessionChanged {};

/// kill, tkill, tgkill.
struct SignalSent {
    Pid target{};  ///< as the sender sees it; negative: a process group
    std::int32_t signal = 0;
};

/// fork, vfork, clone of a process. Told of the parent: the child's pid is known as the parent sees
/// it alone, which in a container is not the pid that records tell.
struct ProcessForked {
    Pid child{};
};

/// init_module, finit_module, delete_module.
struct ModuleChanged {
    std::string name;  ///< empty where no record tells it
    bool loaded = true;
};

/// Any call that has no act of its own: Event::call tells which. Of any outcome.
struct SystemCallMade {
    std::optional<std::uint16_t> socket_family;  ///< AF_*, of a call that was given an address
};

/// Calls of the families of chown, chmod, setxattr and removexattr.
struct FileAltered {
    enum class What : std::uint8_t { ownership, permissions, attributes };
    FileId file;
    FileType type = FileType::regular;
    std::string path;  ///< empty where the file was named by a descriptor
    std::string cwd;
    What what = What::ownership;
};

/// What a program that lets people in told audit: USER_LOGIN and its like. No call: of the actor
/// only the ids are known.
struct UserAuthenticated {
    enum class Step : std::uint8_t {
        authenticated,
        authorized,
        logged_in,
        logged_out,
        session_started,
        session_ended
    };
    Step step = Step::logged_in;
    bool success = true;
    std::string account;   ///< who wants in; empty where only the id is told
    Uid id = Uid::unset;   ///< of the account, where the record tells it
    std::string address;   ///< IPv4 or IPv6, where from; empty where it is no address
    std::string terminal;  ///< "ssh", "/dev/pts/0"
    bool ssh = false;      ///< by its own word it came by ssh
};

/// What a program that keeps accounts told audit: ADD_USER and its like.
struct AccountChanged {
    enum class What : std::uint8_t {
        user_added,
        user_removed,
        user_changed,
        group_added,
        group_removed,
        group_changed,
        password_changed,
        group_password_changed,
        membership_changed,  ///< of a user in a group
        settings_changed     ///< of a user: home, shell, name, days until it expires
    };
    What what = What::user_changed;
    bool success = true;
    std::string account;
    Uid id = Uid::unset;  ///< of a group: its gid
};

/// Is the account a user's, and not a group's? Whose membership changed is a user.
[[nodiscard]] constexpr bool is_of_user(AccountChanged::What what) noexcept {
    using What = AccountChanged::What;
    return what != What::group_added && what != What::group_removed &&
           what != What::group_changed && what != What::group_password_changed;
}

/// AppArmor refused something. A record beside, or without, a call's.
struct PolicyViolated {
    std::string path;  ///< what was to be used, as AppArmor names it; may be empty
    std::string profile;
    std::string operation;
};

/// A process that was there before the first record: /proc told it.
struct ProcessFound {
    std::vector<std::string> argv;
    std::string cwd;
};

using Act =
    std::variant<ProcessExecuted, FileCreated, FileOpened, FileRemoved, FileRenamed,
                 SocketConnected, SocketAccepted, SocketBound, ProcessEnded, CredentialsChanged,
                 SessionChanged, SignalSent, ProcessForked, ModuleChanged, SystemCallMade,
                 FileAltered, UserAuthenticated, AccountChanged, PolicyViolated, ProcessFound>;

inline constexpr std::size_t acts = std::variant_size_v<Act>;

/// Kinds of acts, by their place in Act.
using ActSet = std::bitset<acts>;

/// The place of that kind in Act.
template <typename Kind, std::size_t place = 0>
[[nodiscard]] constexpr std::size_t act_index() noexcept {
    if constexpr (std::is_same_v<std::variant_alternative_t<place, Act>, Kind>)
        return place;
    else
        return act_index<Kind, place + 1>();
}

template <typename... Kinds>
[[nodiscard]] ActSet act_set() {
    ActSet set;
    (set.set(act_index<Kinds>()), ...);
    return set;
}

struct Event {
    Header header;
    Actor actor;
    Act act;
    std::optional<SystemCall> call = {};  ///< nothing where no call made the event
};

}  // namespace pipehound::event
