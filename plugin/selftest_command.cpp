// SPDX-License-Identifier: Apache-2.0
// pipehound selftest: does an attack on this host arrive in the journal, and where not, which link
// of the chain is broken?
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "commands.hpp"
#include "config_option.hpp"
#include "config_reader.hpp"
#include "event/json.hpp"
#include "exit_status.hpp"
#include "journal_socket.hpp"
#include "kernel_look.hpp"
#include "selftest_chain.hpp"
#include "status_socket.hpp"

namespace pipehound::plugin {

namespace {

using event::Json;

struct SelftestOptions {
    std::string config = default_config_path;
    std::string user = "nobody";
};

constexpr std::chrono::seconds patience{15};

/// A link of the chain that is broken: what() says which, and how to mend it.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void tell(const char* link, const std::string& text) {
    std::printf("  %-10s %s\n", link, text.c_str());
    std::fflush(stdout);
}

Json ask(const std::string& socket, const std::string& question) {
    if (socket.empty())
        throw Broken{
            "diagnostics.status_socket is empty: a test can be neither announced nor "
            "looked into; name a socket"};
    try {
        return event::parse_json(ask_at(socket, question));
    } catch (const NobodyAnswers&) {
        throw Broken{
            "the plugin does not run: see that auditd does (`auditctl -s`, pid), that "
            "/etc/audit/plugins.d/pipehound.conf says `active = yes`, then SIGHUP auditd; "
            "`journalctl -t pipehound` says why it left"};
    } catch (const Json::exception&) {
        throw Broken{"the plugin that runs is of another version: restart auditd"};
    }
}

void check_kernel() {
    const auto look = look_at(read_kernel_state());
    if (look.enabled == 0)
        throw Broken{"audit is switched off: `auditctl -e 1`, boot with audit=1"};
    if (look.daemon == 0) throw Broken{"no audit daemon listens: start auditd"};
    if (look.rules == 0)
        throw Broken{
            "the kernel has no audit rules: `augenrules --load` loads those of "
            "/etc/audit/rules.d, where 40-pipehound.rules belongs"};
    tell("kernel", "audit is on, " + std::to_string(look.own_rules) + " rules are pipehound's" +
                       (look.gaps.empty() ? ", all that the detection needs is shown" : ""));
    for (const auto& gap : look.gaps) tell("", gap);
}

void check_outlets(const AlertsConfig& alerts) {
    if (!alerts.journal)
        throw Broken{"alerts.journal is false: this test reads the journal; set it to true"};
    if (::access(alerts.journal_socket.c_str(), W_OK) != 0)
        throw Broken{alerts.journal_socket +
                     " is not there: start systemd-journald; until then "
                     "alerts wait in " +
                     alerts.spool};
    tell("journal", alerts.journal_socket + " is there, alerts are told from " +
                        std::string{event::name(alerts.level)} + " on");
}

/// The first entry of the journal about that FIFO.
std::optional<Json> journal_entry(const std::string& fifo) {
    const auto command =
        "journalctl -q --no-pager --all -o json PIPEHOUND_FIFO=" + fifo + " 2>/dev/null";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{::popen(command.c_str(), "r"),
                                                               &::pclose};
    if (!pipe) return std::nullopt;
    std::string output;
    char buffer[4096];
    while (const auto taken = std::fread(buffer, 1, sizeof buffer, pipe.get()))
        output.append(buffer, taken);
    const auto line = output.substr(0, output.find('\n'));
    try {
        auto entry = event::parse_json(line);
        if (entry.is_object()) return entry;
    } catch (const Json::parse_error&) {
        // Half a line, or none: the journal is asked again.
    }
    return std::nullopt;
}

std::optional<Json> await_entry(const std::string& fifo) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
        if (auto entry = journal_entry(fifo)) return entry;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return std::nullopt;
}

/// No alert came: where did it stop?
std::string missing_link(const Json& before, const Json& after, const AlertsConfig& alerts) {
    const auto grew = [&](const char* counter) {
        return after.at("input").at(counter) > before.at("input").at(counter);
    };
    if (!grew("records"))
        return "nothing reaches the plugin: does auditd write its log, and is its queue full "
               "(q_depth, `overflow_action`)?";
    if (!grew("typed_events"))
        return "records come, but none of what the test did: is an earlier `never` rule, or one "
               "held to other users, in the way? `pipehound check --kernel` compares";
    if (alerts.level == event::Level::critical)
        return "the plugin saw it; alerts.level is critical, which not each test reaches";
    return "the plugin saw it and told nothing, or the journal did not take it: look at `pipehound "
           "status` and `journalctl -t pipehound`, and whether a filter excludes it";
}

void tell_entry(const Json& entry, event::Time connected) {
    const auto text = [&](const char* field) { return entry.value(field, std::string{}); };
    const auto written = std::stoll(text("__REALTIME_TIMESTAMP")) / 1000;
    tell("alert", text("PIPEHOUND_LEVEL") + ", in the journal " +
                      std::to_string(written - connected.time_since_epoch().count()) +
                      " ms after the connect:");
    tell("", text("MESSAGE"));
    if (text("PIPEHOUND_KIND") != "selftest")
        tell("", "it is not marked as a test: the plugin has forgotten the announcement");
}

void run_chain(const Config& config, const Account& account, const std::string& user) {
    const auto& socket = config.diagnostics.status_socket;
    SelftestChain chain{account};
    const auto before = ask(socket, "status");
    tell("plugin", "runs as process " + event::json_line(before.at("pid")));
    check_kernel();
    check_outlets(config.alerts);
    const auto announced = ask(socket, "selftest " + chain.fifo());
    if (announced.contains("error")) throw Broken{announced.at("error").get<std::string>()};
    const auto connected = chain.run();
    tell("chain",
         "a shell of user " + user + " on " + chain.fifo() + ", over loopback: it answered");
    const auto entry = await_entry(chain.fifo());
    if (!entry) throw Broken{missing_link(before, ask(socket, "status"), config.alerts)};
    tell_entry(*entry, connected);
}

int selftest(const SelftestOptions& options) {
    if (::geteuid() != 0) throw std::runtime_error{"selftest needs root: try sudo"};
    const auto account = account_of(options.user);
    if (!account) throw std::runtime_error{"there is no user " + options.user};
    const auto reading = read_config_file(options.config);
    for (const auto& error : reading.errors) tell("config", error);
    try {
        run_chain(reading.config, *account, options.user);
    } catch (const std::runtime_error& broken) {
        std::printf("FAILED: %s\n", broken.what());
        return exit_selftest_failed;
    }
    std::printf("passed\n");
    return exit_success;
}

}  // namespace

void add_selftest_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<SelftestOptions>();
    auto* const command = app.add_subcommand(
        "selftest", "Open a harmless shell over loopback, and see its alert arrive in the journal");
    add_config_option(*command, options->config);
    command->add_option("--user", options->user, "who opens the shell (default: nobody)")
        ->type_name("NAME");
    command->callback([options, &exit_status] { exit_status = selftest(*options); });

    const auto port = std::make_shared<std::uint16_t>();
    auto* const peer = app.add_subcommand("selftest-peer", "the network leg of selftest's shell");
    peer->group("");  // not for people
    peer->add_option("PORT", *port)->required();
    peer->callback([port, &exit_status] { exit_status = be_selftest_peer(*port); });
}

}  // namespace pipehound::plugin
