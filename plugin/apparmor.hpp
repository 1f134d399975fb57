// SPDX-License-Identifier: Apache-2.0
// AppArmor: confinement that the plugin goes into by itself. A profile that is attached by the path
// of the program would hold `hunt` and `selftest`, too, and take from them what a shell opened.
#pragma once

#include <string>

namespace pipehound::plugin {

/// Where the kernel shows its profiles, as folders NAME.NUMBER, and takes a change of the calling
/// thread's.
struct AppArmorPaths {
    std::string profiles = "/sys/kernel/security/apparmor/policy/profiles";
    std::string door = "/proc/thread-self/attr/apparmor/current";
};

/// Goes into that profile, or into one within it (`NAME//CHILD`), for good. False where there is
/// none of that name, or no AppArmor. To be called before there are threads. Throws
/// std::system_error where the kernel refuses.
bool enter_profile(const std::string& name, const AppArmorPaths& paths = {});

}  // namespace pipehound::plugin
