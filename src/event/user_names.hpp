// SPDX-License-Identifier: Apache-2.0
// What is known of this host: the names of its users and its id, looked up once, when rules are
// loaded. Never for stored logs: they may come from another host.
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

    /// Its machine-id(5); empty where not known.
    [[nodiscard]] const std::string& machine() const noexcept { return machine_; }
    void set_machine(std::string id) { machine_ = std::move(id); }

private:
    std::string machine_;
    std::unordered_map<std::uint32_t, std::string> names_;
};

}  // namespace pipehound::event
