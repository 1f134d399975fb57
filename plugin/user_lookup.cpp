// SPDX-License-Identifier: Apache-2.0
#include "user_lookup.hpp"

#include <pwd.h>

#include <fstream>
#include <string>
#include <utility>
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
    std::ifstream machine{"/etc/machine-id"};
    std::string id;
    if (std::getline(machine, id)) users->set_machine(std::move(id));
    return users;
}

}  // namespace pipehound::plugin
