// SPDX-License-Identifier: Apache-2.0
// The subcommands. Each adds itself to the command line and, when chosen, sets the exit status of
// the program.
#pragma once

#include <CLI/CLI.hpp>

namespace pipehound::plugin {

void add_run_command(CLI::App& app, int& exit_status);
void add_selftest_command(CLI::App& app, int& exit_status);
void add_status_command(CLI::App& app, int& exit_status);
void add_hunt_command(CLI::App& app, int& exit_status);
void add_check_command(CLI::App& app, int& exit_status);
void add_events_command(CLI::App& app, int& exit_status);
void add_explain_command(CLI::App& app, int& exit_status);

}  // namespace pipehound::plugin
