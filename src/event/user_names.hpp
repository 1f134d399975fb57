// SPDX-License-Identifier: Apache-2.0
// The names of this host's users, looked up once, when rules are loaded. Never for stored logs:
// they may come from another host.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>

#include "event/types.hpp"

namespace pipehound::event {

class UserNames {
public:
    void add(Uid uid, std::string name) {
        names_.emplace(static_cast<std::uint32_t>(number(uid)), std::move(name));
    }

    /// nullptr where the user is not known.
    [[nodiscard]] const std::string* find(Uid uid) const noexcept {
        const auto found = names_.find(static_cast<std::uint32_t>(number(uid)));
        return found == names_.end() ? nullptr : &found->second;
    }

private:
    std::unordered_map<std::uint32_t, std::string> names_;
};

}  // namespace pipehound::event
