// SPDX-License-Identifier: Apache-2.0
// AppArmor: confinement that the plugin goes into by itself. A profile that is attached by the path
// of the program would hold `hunt` and `selftest`, too, and take from them what a shell opened.
#pragma once

#include <string>

namespace pipehound::plugin {

/// Where the kernel takes a change of the calling thread's profile.
inline constexpr const char* apparmor_door = "/proc/thread-self/attr/apparmor/current";

/// Goes into that profile for good. False where there is none of that name, or no AppArmor. To be
/// called before there are threads. Throws std::system_error where the kernel refuses.
bool enter_profile(const std::string& name, const std::string& door = apparmor_door);

}  // namespace pipehound::plugin
