// SPDX-License-Identifier: Apache-2.0
#include "privileges.hpp"

#include <cap-ng.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace pipehound::plugin {

namespace {

/// capng_change_id(3): 0, or a negative number for the step that failed.
[[noreturn]] void refused(const char* step, int number) {
    throw std::runtime_error{"privileges cannot be given up: " + std::string{step} +
                             " (libcap-ng " + std::to_string(number) + ")"};
}

void keep(std::span<const int> capabilities) {
    if (capng_get_caps_process() != 0) refused("capabilities cannot be read", -1);
    std::vector<int> held;
    for (const int capability : capabilities)
        if (capng_have_capability(CAPNG_PERMITTED, static_cast<unsigned>(capability)) != 0)
            held.push_back(capability);
    capng_clear(CAPNG_SELECT_BOTH);
    for (const int capability : held)
        capng_update(CAPNG_ADD, static_cast<capng_type_t>(CAPNG_EFFECTIVE | CAPNG_PERMITTED),
                     static_cast<unsigned>(capability));
}

}  // namespace

std::optional<Account> account_of(const std::string& user) {
    std::vector<char> room(1U << 16);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwnam_r(user.c_str(), &entry, room.data(), room.size(), &found) != 0 ||
        found == nullptr)
        return std::nullopt;
    return Account{found->pw_uid, found->pw_gid};
}

void keep_only(std::span<const int> capabilities, const std::optional<Account>& account) {
    keep(capabilities);
    if (!account) {
        if (const int result = capng_apply(CAPNG_SELECT_CAPS); result != 0)
            refused("capabilities cannot be set", result);
        return;
    }
    const int result =
        capng_change_id(static_cast<int>(account->uid), static_cast<int>(account->gid),
                        static_cast<capng_flags_t>(CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING));
    if (result != 0) refused("the user cannot be changed", result);
}

void forbid_more_privileges() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        throw std::system_error{errno, std::system_category(), "no_new_privs"};
}

void limit_resources(std::size_t descriptors) {
    const rlimit none{0, 0};
    const rlimit few{descriptors, descriptors};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::setrlimit(RLIMIT_NOFILE, &few) != 0)
        throw std::system_error{errno, std::system_category(), "setrlimit"};
}

}  // namespace pipehound::plugin
