// SPDX-License-Identifier: Apache-2.0
// The table: what each kind of need asks of which calls. Calls that an architecture does not have
// drop out of it.
#include "audit/event_class.hpp"

#include <linux/net.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace pipehound::audit {

namespace {

constexpr std::uint8_t reading = AUDIT_PERM_READ;
constexpr std::uint8_t writing = AUDIT_PERM_WRITE;
constexpr std::uint8_t executing = AUDIT_PERM_EXEC;
constexpr std::uint8_t altering = AUDIT_PERM_ATTR;

struct CallAccess {
    std::string_view call;
    std::uint8_t access;
};

/// Calls with a path and what `perm=` takes them for (kernel/auditsc.c, audit_match_perm, and
/// include/asm-generic/audit_dir_write.h, audit_write.h, audit_read.h, audit_change_attr.h). Opens
/// are judged by their flags.
constexpr std::array<CallAccess, 47> path_calls{{
    {"execve", executing},
    {"execveat", executing},
    {"open", reading | writing},
    {"openat", reading | writing},
    {"openat2", reading | writing},
    {"creat", writing},
    {"rename", writing},
    {"renameat", writing},
    {"renameat2", writing},
    {"unlink", writing},
    {"unlinkat", writing},
    {"rmdir", writing},
    {"mkdir", writing},
    {"mkdirat", writing},
    {"mknod", writing},
    {"mknodat", writing},
    {"symlink", writing},
    {"symlinkat", writing},
    {"link", writing | altering},
    {"linkat", writing | altering},
    {"truncate", writing},
    {"ftruncate", writing},
    {"fallocate", writing},
    {"acct", writing},
    {"swapon", writing},
    {"readlink", reading},
    {"readlinkat", reading},
    {"getxattr", reading},
    {"lgetxattr", reading},
    {"fgetxattr", reading},
    {"listxattr", reading},
    {"llistxattr", reading},
    {"flistxattr", reading},
    {"chmod", altering},
    {"fchmod", altering},
    {"fchmodat", altering},
    {"chown", altering},
    {"lchown", altering},
    {"fchown", altering},
    {"fchownat", altering},
    {"setxattr", altering},
    {"lsetxattr", altering},
    {"fsetxattr", altering},
    {"removexattr", altering},
    {"lremovexattr", altering},
    {"fremovexattr", altering},
    {"utimensat", 0},
}};

std::uint8_t access_of(std::string_view call) noexcept {
    for (const auto& [known, access] : path_calls)
        if (known == call) return access;
    return 0;
}

bool has_path(std::string_view call) noexcept {
    return std::any_of(path_calls.begin(), path_calls.end(),
                       [call](const CallAccess& known) { return known.call == call; });
}

using Calls = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> executions{"execve", "execveat"};
constexpr std::array<std::string_view, 2> node_makers{"mknod", "mknodat"};
constexpr std::array<std::string_view, 4> openers{"open", "openat", "openat2", "creat"};
constexpr std::array<std::string_view, 3> readers{"open", "openat", "openat2"};
constexpr std::array<std::string_view, 2> removers{"unlink", "unlinkat"};
constexpr std::array<std::string_view, 3> renamers{"rename", "renameat", "renameat2"};
constexpr std::array<std::string_view, 5> unlinkers{"unlink", "unlinkat", "rename", "renameat",
                                                    "renameat2"};

constexpr std::array<std::string_view, 13> alterers{
    "chown",    "fchown",    "lchown",    "fchownat",    "chmod",        "fchmod",      "fchmodat",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"};

/// What a kind of need asks of which calls on files.
struct FileDemand {
    Need::Kind kind;
    Calls calls;
    std::uint8_t access;
    std::uint32_t file_type;
};

constexpr std::array<FileDemand, 13> file_demands{{
    {Need::Kind::execution, executions, executing, S_IFREG},
    {Need::Kind::fifo_creation, node_makers, writing, S_IFIFO},
    {Need::Kind::fifo_opening, readers, reading, S_IFIFO},
    {Need::Kind::fifo_opening, openers, writing, S_IFIFO},
    {Need::Kind::fifo_removal, unlinkers, writing, S_IFIFO},
    {Need::Kind::file_creation, openers, writing, S_IFREG},
    {Need::Kind::file_writing, openers, writing, S_IFREG},
    {Need::Kind::file_deletion, removers, writing, S_IFREG},
    {Need::Kind::file_renaming, renamers, writing, S_IFREG},
    {Need::Kind::path_reading, readers, reading, S_IFREG},
    {Need::Kind::path_writing, openers, writing, S_IFREG},
    {Need::Kind::path_writing, unlinkers, writing, S_IFREG},
    {Need::Kind::file_altering, alterers, altering, S_IFREG},
}};

/// A call on sockets; on i386 also through socketcall, whose a0 says which (linux/net.h).
struct SocketDemand {
    Need::Kind kind;
    std::string_view call;
    std::uint32_t socketcall;
    bool any_outcome;
};

constexpr std::array<SocketDemand, 4> socket_demands{{
    {Need::Kind::connection_out, "connect", SYS_CONNECT, true},
    {Need::Kind::connection_in, "accept", SYS_ACCEPT, false},
    {Need::Kind::connection_in, "accept4", SYS_ACCEPT4, false},
    {Need::Kind::listening, "bind", SYS_BIND, false},
}};

constexpr std::array<std::string_view, 1> enders{"exit_group"};
constexpr std::array<std::string_view, 8> user_changers{"setuid",      "setreuid",  "setresuid",
                                                        "setfsuid",    "setuid32",  "setreuid32",
                                                        "setresuid32", "setfsuid32"};
constexpr std::array<std::string_view, 8> group_changers{"setgid",      "setregid",  "setresgid",
                                                         "setfsgid",    "setgid32",  "setregid32",
                                                         "setresgid32", "setfsgid32"};
constexpr std::array<std::string_view, 1> session_makers{"setsid"};
constexpr std::array<std::string_view, 1> signallers{"kill"};
constexpr std::array<std::string_view, 3> forkers{"fork", "vfork", "clone"};
constexpr std::array<std::string_view, 2> module_loaders{"init_module", "finit_module"};
constexpr std::array<std::string_view, 1> module_unloaders{"delete_module"};
constexpr std::uint32_t real_time_signal = 33;  // the lowest that programs may send, signal(7)

/// A call that is neither on files nor on sockets.
struct PlainDemand {
    Need::Kind kind;
    Calls calls;
    std::optional<std::uint32_t> second_argument = {};
    bool any_outcome = false;
};

constexpr std::array<PlainDemand, 8> plain_demands{{
    {Need::Kind::process_end, enders, {}, true},  // has none
    {Need::Kind::user_change, user_changers},
    {Need::Kind::group_change, group_changers},
    {Need::Kind::session_change, session_makers},
    {Need::Kind::signal, signallers, real_time_signal},
    {Need::Kind::fork, forkers},
    {Need::Kind::module_loading, module_loaders},
    {Need::Kind::module_unloading, module_unloaders},
}};

/// 32-bit ARM is not read by pipehound, so nothing is asked of it.
std::vector<std::uint32_t> arches(Machine machine) {
    if (machine == Machine::aarch64) return {arch_64(machine)};
    return {arch_64(machine), arch_32(machine)};
}

void add(std::vector<EventClass>& classes, EventClass events, std::string_view call) {
    events.call = call_number(call, events.arch);
    if (events.call >= 0) classes.push_back(std::move(events));
}

/// The position of the flags among the arguments of a call that opens; 0 for none.
std::uint32_t flags_argument(std::string_view call) noexcept {
    if (call == "open") return AUDIT_ARG1;
    return call == "openat" ? AUDIT_ARG2 : 0;
}

constexpr std::uint32_t create_flag = 0100;  // O_CREAT and O_ACCMODE of asm-generic/fcntl.h, which
constexpr std::uint32_t write_modes = 03;    // all our architectures use

void add_flags(EventClass& events, std::string_view call, Need::Kind kind) {
    const auto flags = flags_argument(call);
    if (flags == 0 || !(events.access & writing)) return;
    if (kind == Need::Kind::file_creation)
        events.facts.push_back({flags, create_flag, {}, Fact::Kind::bits});
    events.facts.push_back({flags, write_modes, {}, Fact::Kind::one_of_bits});
}

void add_file_calls(std::vector<EventClass>& classes, const Need& need, std::uint32_t arch) {
    for (const auto& demand : file_demands) {
        if (demand.kind != need.kind) continue;
        for (const auto call : demand.calls) {
            EventClass events{std::string{call}, arch};
            events.facts = {{AUDIT_FILETYPE, demand.file_type}};
            events.place = need.place;
            events.access = demand.access;
            add_flags(events, call, need.kind);
            add(classes, std::move(events), call);
        }
    }
}

void add_socket_calls(std::vector<EventClass>& classes, const Need& need, std::uint32_t arch) {
    for (const auto& demand : socket_demands) {
        if (demand.kind != need.kind) continue;
        for (const std::uint32_t family : {std::uint32_t{AF_INET}, std::uint32_t{AF_INET6}}) {
            const std::string suffix = family == AF_INET ? " (IPv4)" : " (IPv6)";
            EventClass events{std::string{demand.call} + suffix, arch};
            events.facts = {{AUDIT_SADDR_FAM, family}};
            events.any_outcome = demand.any_outcome;
            add(classes, events, demand.call);
            if (arch != AUDIT_ARCH_I386) continue;
            events.label = "socketcall " + events.label;
            events.facts.push_back({AUDIT_ARG0, demand.socketcall});
            add(classes, std::move(events), "socketcall");
        }
    }
}

void add_plain_calls(std::vector<EventClass>& classes, const Need& need, std::uint32_t arch) {
    for (const auto& demand : plain_demands) {
        if (demand.kind != need.kind) continue;
        for (const auto call : demand.calls) {
            EventClass events{std::string{call}, arch};
            if (demand.second_argument)
                events.facts.push_back({AUDIT_ARG1, *demand.second_argument});
            events.any_outcome = demand.any_outcome;
            add(classes, std::move(events), call);
        }
    }
}

void add_named_call(std::vector<EventClass>& classes, const Need& need, std::uint32_t arch) {
    EventClass events{need.name, arch};
    if (need.first_argument) events.facts.push_back({AUDIT_ARG0, *need.first_argument});
    if (need.second_argument) events.facts.push_back({AUDIT_ARG1, *need.second_argument});
    if (need.third_argument) events.facts.push_back({AUDIT_ARG2, *need.third_argument});
    if (has_path(need.name)) events.place = anywhere();
    events.access = access_of(need.name);
    events.any_outcome = true;
    add(classes, std::move(events), need.name);
}

/// What all events have in common that the rule matches.
EventClass common(const KernelRule& rule, std::uint32_t arch) {
    EventClass events{{}, arch};
    events.assumed = rule.fields;
    events.any_outcome = true;
    for (const auto& test : rule.fields) {
        if (test.op != Operator::equal) continue;
        if (test.field == AUDIT_WATCH || test.field == AUDIT_DIR)
            events.place = Place{test.text, test.field == AUDIT_DIR};
        else
            events.facts.push_back({test.field, test.number, test.text});
    }
    return events;
}

void add_rule_call(std::vector<EventClass>& classes, EventClass events, const KernelRule& rule,
                   int call) {
    const auto* const name = audit_syscall_to_name(call, audit_elf_to_machine(events.arch));
    if (!name || !rule.watches(events.arch, call)) return;
    events.label = name;
    events.call = call;
    events.access = access_of(name);
    if (rule.permissions) {
        events.access &= rule.permissions;
        if (events.access == 0) return;
    }
    if (!has_path(name) && events.place) return;
    if (has_path(name) && !events.place) events.place = anywhere();
    classes.push_back(std::move(events));
}

}  // namespace

std::vector<EventClass> event_classes(const Need& need, Machine machine) {
    std::vector<EventClass> classes;
    for (const auto arch : arches(machine)) {
        add_file_calls(classes, need, arch);
        add_socket_calls(classes, need, arch);
        add_plain_calls(classes, need, arch);
        if (need.kind == Need::Kind::system_call) add_named_call(classes, need, arch);
    }
    return classes;
}

std::vector<EventClass> event_classes(const KernelRule& rule, Machine machine) {
    constexpr int calls = 512;  // beyond the newest numbers of our architectures
    std::vector<EventClass> classes;
    for (const auto arch : arches(machine)) {
        const auto events = common(rule, arch);
        for (int call = 0; call < calls; ++call) add_rule_call(classes, events, rule, call);
    }
    return classes;
}

}  // namespace pipehound::audit
