// SPDX-License-Identifier: Apache-2.0
#include "audit/need.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pipehound::audit {

namespace {

constexpr std::array<std::string_view, 25> kind_texts{
    "programs that are executed",
    "FIFOs that are created",
    "FIFOs that are opened",
    "FIFOs that are removed or renamed",
    "files created",
    "files opened for writing",
    "files deleted",
    "files renamed",
    "outbound connections over IPv4 and IPv6, failed ones too",
    "inbound connections over IPv4 and IPv6",
    "sockets that begin to listen",
    "processes that end",
    "processes that change their user",
    "processes that change their group",
    "processes that begin a session",
    "real-time signals that are sent",
    "processes that fork",
    "kernel modules loaded",
    "kernel modules unloaded",
    "files whose owner, permissions or attributes are changed",
    "system call ",
    "files read",
    "files changed",
    "records with key=",
    "records of type ",
};

struct Sender {
    std::string_view types;  // how they begin
    std::string_view who;
};

// libaudit.h names the types; who sends them, the sources of the programs. The first that fits.
constexpr std::array<Sender, 19> senders{{
    {"TTY", "the kernel, for sessions that pam_tty_audit.so switches it on for (enable=*)"},
    {"USER_TTY", "bash, for sessions that pam_tty_audit.so switches it on for (enable=*)"},
    {"USER_CMD", "sudo"},
    {"USER_SELINUX_ERR", "programs that ask SELinux"},
    {"USER_AVC", "programs that ask SELinux, such as dbus-daemon"},
    {"USER_MGMT", "the tools of shadow-utils (usermod, groupmod)"},
    {"USER_CHAUTHTOK", "PAM and the tools of shadow-utils"},
    {"USER_", "PAM, and what logs people in (login, sshd, sudo, su)"},
    {"CRED_", "PAM"},
    {"ADD_", "the tools of shadow-utils (useradd, groupadd)"},
    {"DEL_", "the tools of shadow-utils (userdel, groupdel)"},
    {"GRP_", "the tools of shadow-utils (groupadd, groupmod)"},
    {"SERVICE_", "systemd, as process 1"},
    {"SYSTEM_", "systemd, at boot and at shutdown"},
    {"CRYPTO_", "sshd and libraries of cryptography, where built so"},
    {"DAEMON_", "auditd"},
    {"ACCT_", "the tools of shadow-utils (usermod, passwd)"},
    {"AVC", "the kernel, by the policy of SELinux or AppArmor"},
    {"LOGIN", "the kernel, when PAM gives a session its login user"},
}};

std::string hex(std::uint32_t number) {
    std::string digits;
    do digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
    while (number /= 16);
    return "0x" + digits;
}

}  // namespace

Place anywhere() { return {}; }

Place file_at(std::string path) { return {std::move(path), false}; }

Place below(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return {std::move(path), true};
}

std::string text_of(const Need& need) {
    std::string text{kind_texts[static_cast<std::size_t>(need.kind)]};
    text += need.name;
    if (need.first_argument) text += " with a0=" + hex(*need.first_argument);
    if (need.second_argument) text += " with a1=" + hex(*need.second_argument);
    if (need.third_argument) text += " with a2=" + hex(*need.third_argument);
    if (!need.place.path.empty()) text += (need.place.below ? " below " : ": ") + need.place.path;
    return text;
}

std::string sender_of(const std::string& record_type) {
    const auto* const found =
        std::find_if(senders.begin(), senders.end(),
                     [&](const Sender& sender) { return record_type.starts_with(sender.types); });
    return found == senders.end() ? "a program" : std::string{found->who};
}

}  // namespace pipehound::audit
