// SPDX-License-Identifier: Apache-2.0
// pipehound hunt: stored logs through the detection that the host runs.
#include <memory>
#include <string>

#include "choice_option.hpp"
#include "commands.hpp"
#include "hunt.hpp"
#include "rule_options.hpp"

namespace pipehound::plugin {

namespace {

/// A query stands for itself: rules beside it would tell their own.
void add_query_options(CLI::App& command, RuleSources& sources) {
    using rule::QueryLanguage;
    const auto query = [&sources]() -> Query& {
        return sources.query ? *sources.query : sources.query.emplace(Query{});
    };
    auto* const option = command.add_option_function<std::string>(
        "--query",
        [query, &sources](const std::string& text) {
            query().text = text;
            sources.defaults = false;
        },
        "tell what this query finds, each match of it, and nothing else");
    option->type_name("TEXT")->excludes("--rules")->excludes("--filters");
    add_choice(command, {"--language", "LANGUAGE"},
               "what the query is written in: kql or eql; as it looks where this is not said",
               Choices<QueryLanguage>{{"kql", QueryLanguage::kql}, {"eql", QueryLanguage::eql}},
               [query](QueryLanguage language) { query().language = language; });
    command.get_option("--language")->needs(option);
}

}  // namespace

void add_hunt_command(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<HuntOptions>();
    auto* const command = app.add_subcommand("hunt", "Search stored audit logs for reverse shells");
    using Format = HuntOptions::Format;
    add_choice(*command, {"--format", "FORMAT"},
               "what the files hold: audit (default), or ecs: one JSON document a line",
               Choices<Format>{{"audit", Format::audit}, {"ecs", Format::ecs}},
               [options](Format format) { options->format = format; });
    add_choice(*command, {"--output", "FORM"},
               "text for people (default), or one alert a line: json, in ECS names, or asim, in "
               "Microsoft Sentinel's",
               Choices<AlertPrinter::Form>{{"text", AlertPrinter::Form::text},
                                           {"json", AlertPrinter::Form::json},
                                           {"asim", AlertPrinter::Form::asim}},
               [options](AlertPrinter::Form form) { options->output = form; });
    add_choice(*command, {"--level", "LEVEL"},
               "the least level to tell: informational, low, medium (default), high, critical",
               levels(), [options](event::Level level) { options->level = level; });
    add_choice(*command, {"--fail-on", "LEVEL"},
               "tell alerts of this level and above, and exit with 1 when there was one", levels(),
               [options](event::Level level) { options->fail_on = level; });
    command->add_flag("--separate", options->separate,
                      "each file is of a host of its own, not a part of one stream");
    command->add_flag("--stats", options->statistics,
                      "print rates, table sizes and what was dropped to standard error");
    add_rule_options(*command, options->rules);
    add_query_options(*command, options->rules);
    command->add_flag(
        "--no-limits", [options](std::int64_t) { options->limits = false; },
        "tell every match of every rule, however many, also on members of incidents");
    command->add_flag("--show-excluded", options->show_excluded,
                      "tell what filters excluded, too, and by which");
    command
        ->add_option("FILE", options->files,
                     "logs, the oldest first; - is standard input; gzip and xz are read too")
        ->required()
        ->type_name("");
    command->callback([options, &exit_status] { exit_status = Hunt{*options}.run(); });
}

}  // namespace pipehound::plugin
