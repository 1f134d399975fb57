// SPDX-License-Identifier: Apache-2.0
// Calls are named, since their numbers differ from machine to machine; libseccomp passes over a
// name that this machine does not have.
#include "seccomp_filter.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>

#include <cerrno>
#include <initializer_list>
#include <memory>
#include <string>
#include <system_error>

namespace pipehound::plugin {

namespace {

/// Of any program that is built with this libc.
constexpr const char* common[] = {"brk",
                                  "clock_getres",
                                  "clock_gettime",
                                  "clock_nanosleep",
                                  "close",
                                  "exit",
                                  "exit_group",
                                  "fcntl",
                                  "fcntl64",
                                  "futex",
                                  "getpid",
                                  "getppid",
                                  "getrandom",
                                  "gettid",
                                  "gettimeofday",
                                  "getuid",
                                  "geteuid",
                                  "getgid",
                                  "getegid",
                                  "madvise",
                                  "mremap",
                                  "munmap",
                                  "nanosleep",
                                  "poll",
                                  "ppoll",
                                  "read",
                                  "recvfrom",
                                  "recvmsg",
                                  "restart_syscall",
                                  "rt_sigaction",
                                  "rt_sigprocmask",
                                  "rt_sigreturn",
                                  "sched_yield",
                                  "sendmsg",
                                  "sendto",
                                  "sigaltstack",
                                  "tgkill",
                                  "time",
                                  "write",
                                  "writev"};

constexpr const char* of_plugin[] = {
    // threads
    "get_robust_list", "membarrier", "rseq", "sched_getaffinity", "set_robust_list", "getcpu",
    // the loop and its signals
    "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2",
    "pselect6", "rt_sigpending", "rt_sigtimedwait", "select", "signalfd4", "timerfd_create",
    "timerfd_settime", "pipe2",
    // sockets: the journal, who asks for the status, services that name users
    "accept", "accept4", "connect", "getpeername", "getsockname", "getsockopt", "recvmmsg",
    "sendmmsg", "setsockopt", "shutdown", "socketpair",
    // files: rules, configuration, /proc, spool, alerts, state
    "access", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64", "fdatasync", "flock",
    "fstat", "fstatfs", "fsync", "ftruncate", "getcwd", "getdents", "getdents64", "llseek",
    "_llseek", "lseek", "lstat", "memfd_create", "mkdir", "mkdirat", "newfstatat", "open", "openat",
    "openat2", "pread64", "preadv", "pwrite64", "pwritev", "readlink", "readlinkat", "readv",
    "rename", "renameat", "renameat2", "stat", "statfs", "statx", "umask", "unlink", "unlinkat",
    // what libraries ask about the machine
    "getgroups", "getresgid", "getresuid", "getrlimit", "getrusage", "sysinfo", "times", "uname",
    "wait4", "waitid"};

/// Whoever took over the process wants these, and we never do.
constexpr const char* deadly[] = {"execve", "execveat", "ptrace", "process_vm_writev"};

class Filter {
public:
    Filter() : context_{seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release} {
        if (!context_) fail(ENOMEM);
    }

    template <std::size_t count>
    void add(std::uint32_t action, const char* const (&names)[count]) {
        for (const auto* const name : names) add(action, name);
    }

    template <typename... Comparisons>
    void add(std::uint32_t action, const char* name, Comparisons... comparisons) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR) return;
        const int result =
            seccomp_rule_add(context_.get(), action, call, sizeof...(comparisons), comparisons...);
        if (result != 0) fail(-result);
    }

    void load() {
        if (const int result = seccomp_load(context_.get()); result != 0) fail(-result);
    }

private:
    [[noreturn]] static void fail(int error) {
        throw std::system_error{error, std::system_category(), "seccomp filter"};
    }

    std::unique_ptr<void, decltype(&seccomp_release)> context_;
};

scmp_arg_cmp none_of(unsigned argument, scmp_datum_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

/// Memory may be written or run, never both, and never the one after the other: what
/// MemoryDenyWriteExecute= of systemd.exec(5) does.
void allow_plain_memory(Filter& filter) {
    for (const auto* const map : {"mmap", "mmap2"}) {
        filter.add(SCMP_ACT_ALLOW, map, none_of(2, PROT_EXEC));
        filter.add(SCMP_ACT_ALLOW, map, none_of(2, PROT_WRITE));
    }
    filter.add(SCMP_ACT_ALLOW, "mprotect", none_of(2, PROT_EXEC));
}

/// Threads, but no processes. clone3 hides its flags in memory: told that there is none, libc takes
/// clone.
void allow_threads(Filter& filter) {
    constexpr scmp_datum_t thread = CLONE_VM | CLONE_THREAD;
    filter.add(SCMP_ACT_ALLOW, "clone", scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, thread, thread});
    filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
}

/// Limits may be read (pthread_getattr_np does), not set: the second argument is where new ones
/// would stand.
void allow_reading_limits(Filter& filter) {
    filter.add(SCMP_ACT_ALLOW, "prlimit64", equals(0, 0), equals(2, 0));
}

void allow_plugin(Filter& filter) {
    filter.add(SCMP_ACT_ALLOW, of_plugin);
    filter.add(SCMP_ACT_ALLOW, "socket", equals(0, AF_UNIX));
    for (const scmp_datum_t request :
         std::initializer_list<scmp_datum_t>{FIONBIO, FIONREAD, TCGETS, FIOCLEX})
        filter.add(SCMP_ACT_ALLOW, "ioctl", equals(1, request));
    allow_threads(filter);
    allow_reading_limits(filter);
}

void allow_kernel_asker(Filter& filter) {
    filter.add(SCMP_ACT_ALLOW, "socket", equals(0, AF_NETLINK), equals(2, NETLINK_AUDIT));
}

}  // namespace

void allow_only(CallSet set) {
    Filter filter;
    filter.add(SCMP_ACT_ALLOW, common);
    filter.add(SCMP_ACT_KILL_PROCESS, deadly);
    allow_plain_memory(filter);
    if (set == CallSet::plugin)
        allow_plugin(filter);
    else
        allow_kernel_asker(filter);
    filter.load();
}

}  // namespace pipehound::plugin
