// SPDX-License-Identifier: Apache-2.0
// An option whose value is one word of a few.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "event/level.hpp"

namespace pipehound::plugin {

template <typename Value>
using Choices = std::vector<std::pair<std::string_view, Value>>;

/// Adds `name` (shown with `placeholder` for its value); calls `on_value` with what the word stands
/// for. Any other word is a CLI::ValidationError that lists the choices.
template <typename Value, typename OnValue>
void add_choice(CLI::App& command, const std::pair<std::string, std::string>& name_and_placeholder,
                const std::string& description, Choices<Value> choices, OnValue on_value) {
    const auto take = [name = name_and_placeholder.first, choices = std::move(choices),
                       on_value](const std::string& word) {
        std::string known;
        for (const auto& [text, value] : choices) {
            if (text == word) return on_value(value);
            known.append(known.empty() ? "" : ", ").append(text);
        }
        throw CLI::ValidationError{name, "'" + word + "' is none of: " + known};
    };
    command.add_option_function<std::string>(name_and_placeholder.first, take, description)
        ->type_name(name_and_placeholder.second);
}

[[nodiscard]] inline Choices<event::Level> levels() {
    Choices<event::Level> choices;
    for (const auto level : {event::Level::informational, event::Level::low, event::Level::medium,
                             event::Level::high, event::Level::critical})
        choices.emplace_back(event::name(level), level);
    return choices;
}

}  // namespace pipehound::plugin
