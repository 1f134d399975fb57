// SPDX-License-Identifier: Apache-2.0
// pipehound status: is the plugin at work, and how does it fare?
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "auditd_queue.hpp"
#include "commands.hpp"
#include "config_option.hpp"
#include "config_reader.hpp"
#include "event/json.hpp"
#include "exit_status.hpp"
#include "standard_output.hpp"
#include "status_report.hpp"
#include "status_socket.hpp"

namespace pipehound::plugin {

namespace {

struct StatusOptions {
    std::string config = default_config_path;
    bool json = false;
};

/// Mistakes in the configuration are told where it counts; who may not read it gets the default.
std::string socket_of(const std::string& config) {
    auto path = read_config_file(config).config.diagnostics.status_socket;
    if (path.empty())
        throw std::runtime_error{config + ": diagnostics.status_socket is empty: nobody answers"};
    return path;
}

/// Only root may ask auditd, and the plugin is not root any more: so whoever asks for the status
/// does.
event::Json auditd_object(const event::Json& kernel) {
    const auto unknown = [](const char* reason) {
        return event::Json{{"known", false}, {"reason", reason}};
    };
    if (::geteuid() != 0) return unknown("root alone may ask auditd");
    if (!kernel.at("known").get<bool>()) return unknown("the kernel was not asked who auditd is");
    try {
        const auto queue = ask_auditd(kernel.at("daemon").get<int>());
        return {{"known", true},
                {"queue_depth", queue.depth},
                {"queue_peak", queue.peak},
                {"queue_limit", queue.limit},
                {"overflowed", queue.overflowed},
                {"suspended", queue.suspended}};
    } catch (const AuditdQueueError& error) {
        return unknown(error.what());
    }
}

std::string form(const std::string& answer, bool json) {
    try {
        auto status = event::parse_json(answer);
        status["auditd"] = auditd_object(status.at("kernel"));
        return json ? json_of(status) : status_text(status);
    } catch (const event::Json::exception&) {
        throw std::runtime_error{
            "the plugin that runs answers in a way that this version does not know: restart auditd "
            "after an upgrade"};
    }
}

int status(const StatusOptions& options) {
    try {
        const auto answer = ask_at(socket_of(options.config), "status");
        print_page(form(answer, options.json));
        return exit_success;
    } catch (const NobodyAnswers& nobody) {
        print_page(options.json ? "{\"running\":false}\n"
                                : std::string{"pipehound does not run: "} + nobody.what() +
                                      "\nIs auditd at work (`auditctl -s`, pid), and does "
                                      "/etc/audit/plugins.d/pipehound.conf say `active = yes`?\n");
        return exit_not_running;
    }
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<StatusOptions>();
    auto* const command = app.add_subcommand(
        "status", "Tell whether the plugin runs, what it has read, dropped and told");
    command->add_flag("--json", options->json, "one JSON object");
    add_config_option(*command, options->config);
    command->callback([options, &exit_status] { exit_status = status(*options); });
}

}  // namespace pipehound::plugin
