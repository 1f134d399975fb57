// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_category.hpp"

#include <algorithm>
#include <array>

#include "event/act_words.hpp"

namespace pipehound::event {

namespace {

constexpr std::array<std::string_view, 6> categories{"process",        "file", "network",
                                                     "authentication", "iam",  "driver"};

bool has(Words words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool any_of(std::string_view category) { return category.empty() || category == "any"; }

/// In the order of `categories`.
std::array<ActSet, categories.size()> acts_by_category() {
    std::array<ActSet, categories.size()> acts;
    for (std::size_t i = 0; i < categories.size(); ++i)
        for (const auto& [act, words] : act_rows())
            if (has(words.categories, categories[i])) acts[i].set(act);
    return acts;
}

struct ScopeCategories {
    Scope scope;
    WordList categories;  // none: all
};

constexpr std::array<ScopeCategories, 9> by_scope{{{Scope::any, {}},
                                                   {Scope::execution, {"process"}},
                                                   {Scope::process, {"process", "driver"}},
                                                   {Scope::file, {"file"}},
                                                   {Scope::network, {"network"}},
                                                   {Scope::source, {"network", "authentication"}},
                                                   {Scope::socket, {"network", "process"}},
                                                   {Scope::login, {"authentication"}},
                                                   {Scope::account, {"iam"}}}};

}  // namespace

std::span<const std::string_view> ecs_categories(const Event& event) noexcept {
    return act_words(event).categories;
}

std::span<const std::string_view> ecs_categories() noexcept { return categories; }

ActSet acts_in(std::string_view ecs_category) {
    static const auto by_category = acts_by_category();
    if (any_of(ecs_category)) return ActSet{}.set();
    const auto* const known = std::find(categories.begin(), categories.end(), ecs_category);
    return known == categories.end()
               ? ActSet{}
               : by_category[static_cast<std::size_t>(known - categories.begin())];
}

bool fills_ecs(std::string_view ecs_category, const Field& field) noexcept {
    if (any_of(ecs_category)) return true;
    const auto* const known =
        std::find_if(by_scope.begin(), by_scope.end(),
                     [&](const ScopeCategories& row) { return row.scope == field.scope; });
    const Words allowed = known->categories;
    return allowed.empty() || has(allowed, ecs_category);
}

}  // namespace pipehound::event
