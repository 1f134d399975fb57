// SPDX-License-Identifier: Apache-2.0
#include "alert/alert.hpp"

#include <algorithm>
#include <array>

namespace pipehound::alert {

namespace {

constexpr std::array<std::string_view, 7> role_names{"shell",    "network", "relay",  "creator",
                                                     "ancestor", "command", "subject"};

constexpr std::array<std::string_view, 3> kind_names{"detection", "blindness", "selftest"};

}  // namespace

std::string_view name(Kind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view name(Role role) noexcept { return role_names[static_cast<std::size_t>(role)]; }

bool Alert::tell_from(event::Level least) noexcept {
    if (before && *before < least) before.reset();
    return level >= least;
}

const Member* Alert::member(Role role) const noexcept {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [role](const Member& member) { return member.role == role; });
    return found == members.end() ? nullptr : &*found;
}

}  // namespace pipehound::alert
