// SPDX-License-Identifier: Apache-2.0
// Loads rules off the reading path: files may be many, and the names of users may lie with a
// directory service that does not answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "event/user_names.hpp"
#include "rule_files.hpp"
#include "worker.hpp"

namespace pipehound::plugin {

class RuleLoader {
public:
    struct Loaded {
        std::shared_ptr<const detect::RuleBook> book;
        std::shared_ptr<const event::UserNames> users;  ///< missing: not looked up yet
    };
    /// Called on the loader's thread: once with the rules, once more when users are known, too.
    using OnLoaded = std::function<void(Loaded)>;

    explicit RuleLoader(OnLoaded on_loaded) : on_loaded_{std::move(on_loaded)} {}

    /// Begins to read rules and to look up their users; does nothing while it is at work still, and
    /// answers false then.
    bool load(RuleSources sources);

    /// The same for the users of rules that are read already.
    bool look_up_users_of(LoadedRules rules);

    /// False: it still waits for something after `limit`.
    [[nodiscard]] bool ends_within(std::chrono::milliseconds limit) {
        return !worker_ || worker_->ends_within(limit);
    }

private:
    [[nodiscard]] bool is_at_work() { return !ends_within(std::chrono::milliseconds{0}); }

    OnLoaded on_loaded_;
    std::unique_ptr<Worker> worker_;
};

}  // namespace pipehound::plugin
