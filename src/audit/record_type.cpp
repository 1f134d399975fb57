// SPDX-License-Identifier: Apache-2.0
// The types that come by the million are compared by name; all others go by libaudit's number.
#include "audit/record_type.hpp"

#include <libaudit.h>

#include <array>
#include <cstddef>
#include <utility>

namespace pipehound::audit {

namespace {

struct Named {
    std::string_view name;
    RecordType type;
};

constexpr std::array<Named, 10> frequent{{{"PATH", RecordType::path},
                                          {"SYSCALL", RecordType::syscall},
                                          {"PROCTITLE", RecordType::proctitle},
                                          {"CWD", RecordType::cwd},
                                          {"EOE", RecordType::end},
                                          {"EXECVE", RecordType::execve},
                                          {"SOCKADDR", RecordType::sockaddr},
                                          {"SOCKETCALL", RecordType::socketcall},
                                          {"OPENAT2", RecordType::openat2},
                                          {"KERN_MODULE", RecordType::module}}};

/// Below the kernel's own events all is user space's, one record an event, but for LOGIN, which
/// the kernel logs within a write to /proc/PID/loginuid (kernel/auditsc.c, audit_log_set_loginuid).
/// Above 2000 all is the kernel's first word at boot or again user space's (libaudit.h).
RecordType by_number(int number) noexcept {
    if (number >= AUDIT_FIRST_DAEMON && number <= AUDIT_LAST_DAEMON) return RecordType::daemon;
    if (number == AUDIT_LOGIN || number < 0) return RecordType::other;
    const bool from_user_space = number < AUDIT_FIRST_EVENT || number >= AUDIT_KERNEL;
    return from_user_space ? RecordType::single : RecordType::other;
}

RecordType by_number_of(std::string_view name) noexcept {
    std::array<char, 64> text{};
    if (name.size() >= text.size()) return RecordType::other;
    name.copy(text.data(), name.size());
    return by_number(audit_name_to_msg_type(text.data()));
}

}  // namespace

RecordType record_type(std::string_view name) noexcept {
    for (const auto& [known, type] : frequent)
        if (known == name) return type;
    if (name.starts_with("DAEMON_")) return RecordType::daemon;
    return by_number_of(name);
}

}  // namespace pipehound::audit
