// SPDX-License-Identifier: Apache-2.0
// The processes of an alert, told from the process table.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "alert/alert.hpp"
#include "process/process_table.hpp"

namespace pipehound::detect {

/// Collects processes, each in the first role that it was given.
class Members {
public:
    Members(const process::ProcessTable& processes, std::string_view node)
        : processes_{processes}, node_{node} {}

    void add(const process::Process* process, alert::Role role) {
        if (process != nullptr) roles_.emplace(process, role);
    }

    /// What stands between members and ties them together: everything up to the lowest process
    /// that is above all.
    void add_ancestors();

    /// Everything above them, as far as it is known.
    void add_whole_ancestry();

    [[nodiscard]] const std::map<const process::Process*, alert::Role>& roles() const noexcept {
        return roles_;
    }

    /// Parents first, otherwise in the order in which they appeared.
    [[nodiscard]] std::vector<alert::Member> told() const;

private:
    [[nodiscard]] int depth(const process::Process* process) const;
    [[nodiscard]] alert::Member tell(const process::Process& process) const;

    const process::ProcessTable& processes_;
    std::string_view node_;
    std::map<const process::Process*, alert::Role> roles_;
};

}  // namespace pipehound::detect
