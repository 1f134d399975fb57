// SPDX-License-Identifier: Apache-2.0
// pipehound explain: why did this rule fire, or why did it not?
#include <memory>

#include "choice_option.hpp"
#include "commands.hpp"
#include "explain.hpp"

namespace pipehound::plugin {

void add_explain_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<ExplainOptions>();
    auto* const command = app.add_subcommand(
        "explain", "Tell why a rule fired over stored logs, or what was missing");
    command->add_option("--id", options->id, "which rule of RULE, where there are several")
        ->type_name("ID");
    add_choice(*command, {"--format", "FORMAT"},
               "what the files hold: audit (default), or ecs: one JSON document a line",
               Choices<bool>{{"audit", false}, {"ecs", true}},
               [options](bool documents) { options->documents = documents; });
    add_choice(*command, {"--output", "FORM"}, "text for people (default), or json",
               Choices<bool>{{"text", false}, {"json", true}},
               [options](bool json) { options->json = json; });
    command->add_option("--limit", options->limit, "at most so many of each list (default 5)")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
        ->type_name("N");
    command->add_flag("--strict-names", options->strict_names,
                      "as hunt has it: take names of programs to the letter");
    command
        ->add_option("RULE", options->rule,
                     "a rule file: Sigma (.yml), Elastic's (.toml) or a query (.eql, .kql)")
        ->required()
        ->type_name("");
    command
        ->add_option("FILE", options->files,
                     "logs, the oldest first; - is standard input; gzip and xz are read too")
        ->required()
        ->type_name("");
    command->callback([options, &exit_status] { exit_status = explain(*options); });
}

}  // namespace pipehound::plugin
