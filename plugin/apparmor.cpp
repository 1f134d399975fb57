// SPDX-License-Identifier: Apache-2.0
#include "apparmor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

namespace {

/// Asked first: the kernel calls a change to an unknown profile a refusal, and audits it.
bool is_loaded(const std::string& name, const std::string& profiles) {
    std::error_code none;
    std::filesystem::directory_iterator folders{profiles, none};
    return std::any_of(begin(folders), end(folders), [&](const auto& folder) {
        const auto known = folder.path().filename().string();
        return known.substr(0, known.rfind('.')) == name;
    });
}

}  // namespace

/// Writes what aa_change_profile(2) does.
bool enter_profile(const std::string& name, const AppArmorPaths& paths) {
    if (!is_loaded(name.substr(0, name.find("//")), paths.profiles)) return false;
    const FileDescriptor door{::open(paths.door.c_str(), O_WRONLY | O_CLOEXEC)};
    const auto change = "changeprofile " + name;
    if (!door.is_open() || ::write(door.get(), change.data(), change.size()) < 0)
        throw std::system_error{errno, std::system_category(), "AppArmor profile " + name};
    return true;
}

}  // namespace pipehound::plugin
