// SPDX-License-Identifier: Apache-2.0
#include "doors.hpp"

#include <linux/capability.h>
#include <unistd.h>

#include <exception>
#include <optional>
#include <vector>

#include "apparmor.hpp"
#include "diagnostics.hpp"
#include "hand_over.hpp"
#include "kernel_asker.hpp"
#include "privileges.hpp"
#include "seccomp_filter.hpp"
#include "status_socket.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::size_t descriptors = 256;

template <typename Step>
void try_to(const std::string& what, Step&& step) {
    try {
        step();
    } catch (const std::exception& error) {
        say(Severity::error, what + ": " + error.what());
    }
}

std::optional<Account> wanted_account(const std::string& user) {
    if (::geteuid() != 0) {
        say(Severity::debug, "not started as root: there is nothing to give up");
        return std::nullopt;
    }
    if (user.empty()) {
        say(Severity::info, "privileges.user is empty: goes on as root");
        return std::nullopt;
    }
    auto account = account_of(user);
    if (!account)
        say(Severity::warning, "there is no user " + user +
                                   ": goes on as root; make one (`useradd --system " + user +
                                   "`) or change privileges.user");
    return account;
}

/// What /proc takes: another user's open files, and folders that are closed to us.
std::vector<int> kept_capabilities(const Config& config) {
    if (!config.live.proc) return {};
    return {CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH};
}

void fall(const Config& config, const Account& account) {
    for (const auto& complaint : hand_over(config, account)) say(Severity::warning, complaint);
    keep_only(kept_capabilities(config), account);
    for (const auto& complaint : closed_folders(config)) say(Severity::warning, complaint);
}

}  // namespace

Doors open_and_fall(const Config& config) {
    const auto account = wanted_account(config.privileges.user);
    Doors doors;
    if (!config.diagnostics.status_socket.empty())
        try_to("`pipehound status` will not be answered",
               [&] { doors.status = listen_at(config.diagnostics.status_socket); });
    if (::geteuid() == 0)
        try_to("the kernel will not be asked about its audit",
               [&] { doors.kernel = start_kernel_asker(account, config.privileges.seccomp); });
    if (account) try_to("goes on with more rights than it needs", [&] { fall(config, *account); });
    try_to("goes on without its AppArmor profile", [] {
        if (enter_profile("pipehound")) say(Severity::info, "is confined by its AppArmor profile");
    });
    try_to("goes on without no_new_privs", [] { forbid_more_privileges(); });
    try_to("goes on without limits of its resources", [] { limit_resources(descriptors); });
    if (config.privileges.seccomp)
        try_to("goes on without a filter of system calls", [] { allow_only(CallSet::plugin); });
    return doors;
}

}  // namespace pipehound::plugin
