// SPDX-License-Identifier: Apache-2.0
#include "user_lookup.hpp"

#include <pwd.h>

#include <vector>

namespace pipehound::plugin {

std::shared_ptr<const event::UserNames> look_up_users(const std::set<std::string>& names) {
    auto users = std::make_shared<event::UserNames>();
    std::vector<char> room(1U << 16);
    passwd entry{};
    passwd* found = nullptr;
    for (const auto& name : names)
        if (::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found) == 0 &&
            found != nullptr)
            users->add(event::Uid{found->pw_uid}, found->pw_name);
    ::setpwent();
    while (::getpwent_r(&entry, room.data(), room.size(), &found) == 0 && found != nullptr)
        users->add(event::Uid{found->pw_uid}, found->pw_name);
    ::endpwent();
    return users;
}

}  // namespace pipehound::plugin
