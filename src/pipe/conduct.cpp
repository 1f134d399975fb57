// SPDX-License-Identifier: Apache-2.0
#include "pipe/conduct.hpp"

#include <algorithm>
#include <set>

#include "pipe/hold_strength.hpp"
#include "pipe/pipeline.hpp"
#include "process/invocation.hpp"
#include "process/program_names.hpp"

namespace pipehound::pipe {

namespace {

using process::Process;
using process::Program;

constexpr event::Duration pause{
    200};  // longer than a script's steps are apart, shorter than a person's or a peer's

std::string_view name_of(const Program& program) {
    const auto arguments = program.arguments();
    return process::base_name(arguments.empty() ? program.exe() : arguments.front());
}

bool sleeps(const Program& program) {
    const auto name = name_of(program);
    return name == "sleep" || name == "usleep" || name == "timeout";
}

std::string_view first_word(std::string_view line) {
    return line.substr(0, line.find_first_of(" \t\n"));
}

// The distinct first words of the lines that were handed to sh -c: a fixed script hands the same, a
// peer what it likes.
std::set<std::string_view> handed_commands(const std::vector<Command>& commands) {
    std::set<std::string_view> words;
    for (const auto& command : commands)
        if (const auto line = process::handed_line(*command.run->program); !line.empty())
            words.insert(first_word(line));
    return words;
}

// What sets up a terminal is run by pty tools for themselves (expect runs sh -c 'stty ...'), never
// by a peer.
bool sets_terminal(const Command& command) {
    const auto line = process::handed_line(*command.run->program);
    return process::base_name(line.empty() ? name_of(*command.run->program) : first_word(line)) ==
           "stty";
}

bool is_handed(const Command& command) {
    return !process::handed_line(*command.run->program).empty();
}

// Of no kind that is known by name, and called as a shell, or with nothing that could be a script:
// what it starts came from its input.
bool unknown_reader(const Process& process) {
    if (!process.executed() || !attached(process)) return false;
    const auto& program = *process.program();
    if (program.named_shell() || program.named_interpreter() || program.named_network_tool())
        return false;
    if (process::is_called_as_shell(program)) return true;
    const auto words = program.words();
    return std::all_of(words.begin() + (words.empty() ? 0 : 1), words.end(),
                       [](std::string_view word) { return word.starts_with('-'); });
}

// What a loop started itself since it reads, apart from the network leg, before the connection and
// after.
struct Deeds {
    std::vector<Command> before;
    std::vector<Command> after;
};

Deeds deeds_of(const ShellLeg& loop, const NetworkLeg& network) {
    Deeds deeds;
    for (const auto& command : loop.commands()) {
        const auto at = command.run->since.ordinal;
        if (!command.own || at <= loop.since || command.process == network.process ||
            sets_terminal(command))
            continue;
        (at <= network.connection.made.ordinal ? deeds.before : deeds.after).push_back(command);
    }
    return deeds;
}

bool runs_foreign(const std::vector<Command>& commands) {
    return std::any_of(commands.begin(), commands.end(), [](const Command& command) {
        const auto text =
            command.owner != nullptr ? process::visible_text(*command.owner) : std::nullopt;
        return text && process::is_foreign(*command.run->program, *text);
    });
}

std::vector<Command> since(const std::vector<Command>& commands, event::Ordinal ordinal) {
    std::vector<Command> later;
    std::copy_if(
        commands.begin(), commands.end(), std::back_inserter(later),
        [ordinal](const Command& command) { return command.run->since.ordinal > ordinal; });
    return later;
}

}  // namespace

bool waits_between(const std::vector<Command>& commands) {
    std::set<std::vector<std::string_view>> seen;
    const Command* last = nullptr;
    for (const auto& command : commands) {
        const bool fresh = seen.insert(command.run->program->arguments()).second;
        if (last != nullptr && fresh && command.run->since.time - last->run->since.time >= pause &&
            !sleeps(*last->run->program))
            return true;
        last = &command;
    }
    return false;
}

Power power_of_loop(const ShellLeg& loop, const NetworkLeg& network, const Circle& circle) {
    auto [before, after] = deeds_of(loop, network);
    const bool handed_before = std::any_of(before.begin(), before.end(), is_handed);
    if (after.empty() || (!before.empty() && (!circle.heard_by_fifo || handed_before)))
        return Power::none;
    if (runs_foreign(after)) return Power::sure;
    std::erase_if(after, [](const Command& command) {
        return command.owner != nullptr && process::visible_text(*command.owner);
    });
    const auto lines = handed_commands(after);
    if (lines.size() >= 2) {
        if (circle.heard_by_fifo) return Power::sure;
        return waits_between(since(loop.commands(), network.connection.made.ordinal))
                   ? Power::likely
                   : Power::none;
    }
    // Who calls out and hands what comes back to a shell is driven from outside; who is called may
    // serve.
    const bool outbound = network.connection.kind == process::Connection::Kind::connected;
    if (lines.size() == 1 && circle.heard_by_fifo && outbound) return Power::likely;
    if (!before.empty() || !unknown_reader(*loop.process)) return Power::none;
    std::set<std::string_view> names;
    for (const auto& command : after)
        if (command.owner == loop.process->program()) names.insert(name_of(*command.run->program));
    return names.size() >= 2 ? Power::likely : Power::none;
}

const Process* driver_of(const ShellLeg& shell, const NetworkLeg& network) {
    const auto& top = stage_of(*shell.process, *network.process);
    const Process* driver = shell.process;
    while (driver != &top) {
        driver = driver->parent;
        if (!driver->executed() || driver->program()->named_shell()) continue;
        const auto text = process::visible_text(*driver->program());
        if (!text && process::base_name(driver->program()->exe()) != "expect") continue;
        const auto later = since(shell.commands(), network.connection.made.ordinal);
        const bool free =
            text ? std::any_of(later.begin(), later.end(),
                               [&](const Command& command) {
                                   return process::is_foreign(*command.run->program, *text);
                               })
                 : waits_between(later);
        return free ? nullptr : driver;
    }
    return nullptr;
}

}  // namespace pipehound::pipe
