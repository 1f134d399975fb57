// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <exception>

#include "commands.hpp"
#include "exit_status.hpp"

namespace {

/// CLI11 prints help and the version through CLI::App::exit; errors get our own words and status.
int refuse(const CLI::ParseError& error) {
    std::fprintf(stderr, "pipehound: %s\nTry 'pipehound --help'.\n", error.what());
    return pipehound::plugin::exit_failure;
}

int run(int argc, char** argv) {
    int status = pipehound::plugin::exit_success;
    CLI::App app{"Finds reverse shells that are built on named pipes, in audit records.",
                 "pipehound"};
    app.set_version_flag("--version", "pipehound " PIPEHOUND_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    pipehound::plugin::add_hunt_command(app, status);
    pipehound::plugin::add_events_command(app, status);
    pipehound::plugin::add_check_command(app, status);
    pipehound::plugin::add_explain_command(app, status);
    pipehound::plugin::add_status_command(app, status);
    pipehound::plugin::add_selftest_command(app, status);
    pipehound::plugin::add_run_command(app, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return error.get_exit_code() == 0 ? app.exit(error) : refuse(error);
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pipehound: %s\n", error.what());
        return pipehound::plugin::exit_failure;
    }
}
