// SPDX-License-Identifier: Apache-2.0
// pipehound run: the plugin that auditd starts.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "commands.hpp"
#include "config_option.hpp"
#include "config_reader.hpp"
#include "diagnostics.hpp"
#include "doors.hpp"
#include "exit_status.hpp"
#include "service.hpp"
#include "signals.hpp"

namespace pipehound::plugin {

namespace {

/// A mistake in the configuration never keeps the plugin from running: auditd gives up on one that
/// ends ten times.
Config load(const std::string& path) {
    auto reading = read_config_file(path);
    setup_diagnostics(reading.config.diagnostics, reading.config.alerts.journal_socket);
    for (const auto& error : reading.errors) say(Severity::error, error);
    return std::move(reading.config);
}

void refuse_stored_log() {
    struct stat status {};
    if (::fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return;
    throw std::runtime_error{
        "run reads what auditd sends it; for a stored log use: pipehound hunt FILE"};
}

int run(const std::string& config_path) {
    reset_signals();
    refuse_stored_log();
    auto config = load(config_path);
    auto doors = open_and_fall(config);
    Service service{std::move(config), config_path, STDIN_FILENO, std::move(doors)};
    say(Severity::info, "pipehound " PIPEHOUND_VERSION " reads");
    service.run();
    if (!service.leave()) std::_Exit(exit_success);
    return exit_success;
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_status) {
    const auto path = std::make_shared<std::string>(default_config_path);
    auto* const command = app.add_subcommand(
        "run", "Watch this host: read audit records from auditd, send alerts to the journal");
    add_config_option(*command, *path);
    command->callback([path, &exit_status] { exit_status = run(*path); });
}

}  // namespace pipehound::plugin
