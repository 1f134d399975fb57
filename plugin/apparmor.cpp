// SPDX-License-Identifier: Apache-2.0
#include "apparmor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

/// What aa_change_profile(2) writes. EINVAL: AppArmor is there, and not in force.
bool enter_profile(const std::string& name, const std::string& door) {
    const FileDescriptor opened{::open(door.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!opened.is_open()) return false;
    const auto change = "changeprofile " + name;
    if (::write(opened.get(), change.data(), change.size()) >= 0) return true;
    if (errno == ENOENT || errno == EINVAL) return false;
    throw std::system_error{errno, std::system_category(), "AppArmor profile " + name};
}

}  // namespace pipehound::plugin
