// SPDX-License-Identifier: Apache-2.0
// --config, as all commands have it that read the configuration.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace pipehound::plugin {

inline constexpr const char* default_config_path = "/etc/pipehound/pipehound.conf";

/// `path` holds the default, and must live as long as the command.
inline void add_config_option(CLI::App& command, std::string& path) {
    command
        .add_option("--config", path,
                    std::string{"the configuration (default: "} + default_config_path + ")")
        ->type_name("FILE");
}

}  // namespace pipehound::plugin
