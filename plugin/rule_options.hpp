// SPDX-License-Identifier: Apache-2.0
// The options by which commands are told where rules are.
#pragma once

#include <CLI/CLI.hpp>

#include "rule_files.hpp"

namespace pipehound::plugin {

/// `sources` must live as long as the command.
inline void add_rule_options(CLI::App& command, RuleSources& sources) {
    const auto add = [&sources](const std::vector<std::string>& paths) {
        sources.paths.insert(sources.paths.end(), paths.begin(), paths.end());
    };
    for (const auto* const name : {"--rules", "--filters"})
        command
            .add_option_function<std::vector<std::string>>(
                name, add, "a file or a folder of them, beside the default folder; may be repeated")
            ->type_name("PATH")
            ->allow_extra_args(false);
    command.add_flag(
        "--no-default-rules", [&sources](std::int64_t) { sources.defaults = false; },
        "leave out /etc/pipehound/rules and /etc/pipehound/filters");
    command.add_flag("--strict-names", sources.strict_names,
                     "take names of programs to the letter: /bin/sh is not /usr/bin/dash");
}

}  // namespace pipehound::plugin
