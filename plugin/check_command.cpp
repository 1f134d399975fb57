// SPDX-License-Identifier: Apache-2.0
// pipehound check: are these rules sound, and can they fire here?
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "check.hpp"
#include "choice_option.hpp"
#include "clock.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "rule_files.hpp"
#include "standard_output.hpp"

namespace pipehound::plugin {

namespace {

struct CheckOptions {
    RuleSources rules;
    bool json = false;
    bool kernel = false;
};

int check(CheckOptions options) {
    options.rules.defaults = options.rules.paths.empty();
    auto loaded = load_rules(options.rules, Feed::live);
    std::optional<KernelState> kernel;
    if (options.kernel) kernel = read_kernel_state();
    const Check result{std::move(loaded.book), std::move(kernel), now()};
    print_page(options.json ? result.json() : result.text());
    return result.sound() ? exit_success : exit_broken_rules;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<CheckOptions>();
    auto* const command = app.add_subcommand(
        "check", "Tell which rules run, which cannot and why, and what the kernel must audit");
    add_choice(*command, {"--output", "FORM"}, "text for people (default), or json",
               Choices<bool>{{"text", false}, {"json", true}},
               [options](bool json) { options->json = json; });
    command->add_flag("--kernel", options->kernel,
                      "compare with the audit rules that the kernel holds now (needs root)");
    command->add_flag("--strict-names", options->rules.strict_names,
                      "as hunt has it: take names of programs to the letter");
    command
        ->add_option("PATH", options->rules.paths,
                     "files and folders of rules and filters (default: /etc/pipehound/rules and "
                     "/etc/pipehound/filters)")
        ->type_name("");
    command->callback([options, &exit_status] { exit_status = check(*options); });
}

}  // namespace pipehound::plugin
