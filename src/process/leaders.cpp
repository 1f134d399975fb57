// SPDX-License-Identifier: Apache-2.0
#include "process/leaders.hpp"

#include <algorithm>
#include <array>

#include "process/program_names.hpp"

namespace pipehound::process {

namespace {

struct Door {
    std::string_view program;  // how its file's name begins
    std::string_view type;
};

/// Programs that start what others lead.
constexpr std::array<Door, 17> doors{{{"sshd", "sshd"},
                                      {"dropbear", "sshd"},
                                      {"containerd-shim", "container"},
                                      {"docker-containerd-shim", "container"},
                                      {"conmon", "container"},
                                      {"runc", "container"},
                                      {"crun", "container"},
                                      {"lxc-start", "container"},
                                      {"systemd-nspawn", "container"},
                                      {"systemd", "init"},
                                      {"init", "init"},
                                      {"cron", "init"},
                                      {"atd", "init"},
                                      {"login", "terminal"},
                                      {"agetty", "terminal"},
                                      {"gdm-session-worker", "terminal"},
                                      {"sddm-helper", "terminal"}}};

std::string_view file_name(const Process& process) noexcept {
    const auto* const program = process.program();
    return program != nullptr ? base_name(program->exe()) : std::string_view{};
}

/// The type of what such a program starts; empty where it is none of them. By the file that runs:
/// a name would be the starter's choice.
std::string_view door(const Process& process) noexcept {
    if (event::number(process.pid) == 1) return "init";
    const auto name = file_name(process);
    const auto* const found = std::find_if(
        doors.begin(), doors.end(), [&](const Door& row) { return name.starts_with(row.program); });
    return found != doors.end() ? found->type : std::string_view{};
}

const Process* parent_below_init(const Process& process) noexcept {
    const auto* const parent = process.parent;
    return parent != nullptr && event::number(parent->pid) != 1 ? parent : nullptr;
}

/// The topmost process up from there for whose parent `goes_on` still holds.
template <typename GoesOn>
const Process& topmost(const Process& process, GoesOn&& goes_on) noexcept {
    const auto* top = &process;
    for (int depth = 0; depth < ancestry_depth; ++depth) {
        const auto* const parent = parent_below_init(*top);
        if (parent == nullptr || !goes_on(*top, *parent)) break;
        top = parent;
    }
    return *top;
}

bool same_session(const Process& child, const Process& parent) noexcept {
    return !child.leads_session && parent.tty == child.tty && parent.session == child.session;
}

}  // namespace

const Process& session_leader(const Process& process) noexcept {
    return topmost(process, same_session);
}

const Process& group_leader(const Process& process) noexcept {
    const auto& session = session_leader(process);
    if (process.tty == 0 || &process == &session) return session;
    return topmost(process,
                   [&](const Process&, const Process& parent) { return &parent != &session; });
}

const Process& entry_leader(const Process& process) noexcept {
    return topmost(process, [](const Process& child, const Process& parent) {
        return parent.session == child.session && door(parent).empty();
    });
}

std::string_view entry_type(const Process& entry_leader) noexcept {
    const auto* const parent = entry_leader.parent;
    if (parent == nullptr) return event::number(entry_leader.ppid) == 1 ? "init" : "unknown";
    const auto type = door(*parent);
    return type.empty() ? "unknown" : type;
}

}  // namespace pipehound::process
