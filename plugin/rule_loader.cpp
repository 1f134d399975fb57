// SPDX-License-Identifier: Apache-2.0
#include "rule_loader.hpp"

#include <utility>

#include "user_lookup.hpp"

namespace pipehound::plugin {

bool RuleLoader::load(RuleSources sources) {
    if (is_at_work()) return false;
    worker_ = std::make_unique<Worker>([this, sources = std::move(sources)] {
        const auto [book, users] = load_rules(sources, Feed::live);
        on_loaded_({book, nullptr});
        on_loaded_({book, look_up_users(users)});
    });
    return true;
}

bool RuleLoader::look_up_users_of(LoadedRules rules) {
    if (is_at_work()) return false;
    worker_ = std::make_unique<Worker>([this, rules = std::move(rules)] {
        on_loaded_({rules.book, look_up_users(rules.users)});
    });
    return true;
}

}  // namespace pipehound::plugin
