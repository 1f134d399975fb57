// SPDX-License-Identifier: Apache-2.0
#include "pipe/shell_leg.hpp"

#include <algorithm>

#include "pipe/hold_strength.hpp"
#include "process/invocation.hpp"

namespace pipehound::pipe {

namespace {

using process::Hold;
using process::Process;

constexpr std::size_t legs_limit = 48;

ShellLeg leg_of(const Process& process, ShellLeg::Kind kind, std::vector<Command> commands) {
    ShellLeg leg{.process = &process,
                 .kind = kind,
                 .since = process.current().since.ordinal,
                 .commands = {}};
    if (kind != ShellLeg::Kind::input) {
        leg.since = event::Ordinal{0} - 1;
        for (const auto& hold : process.holds())
            if (hold.reads) leg.since = std::min(leg.since, hold.opened.ordinal);
        if (leg.since == event::Ordinal{0} - 1) leg.since = process.first.ordinal;
    }
    leg.commands = std::move(commands);
    std::erase_if(leg.commands, [&](const Command& command) {
        return command.run->since.ordinal <= process.current().since.ordinal;
    });
    return leg;
}

bool turned_to_fifo(const Process& process) {
    const auto& holds = process.holds();
    return std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) {
        return hold.reads && strength(hold, process) == Strength::shell;
    });
}

}  // namespace

FlowGraph::Nodes ShellLeg::inputs(const FlowGraph& graph) const {
    FlowGraph::Nodes nodes{graph.node(FlowGraph::End::input, *process)};
    if (kind != Kind::input) nodes.push_back(graph.node(FlowGraph::End::loop_input, *process));
    return nodes;
}

FlowGraph::Nodes ShellLeg::outputs(const FlowGraph& graph) const {
    FlowGraph::Nodes nodes{graph.node(FlowGraph::End::output, *process)};
    if (kind != Kind::input) nodes.push_back(graph.node(FlowGraph::End::loop_output, *process));
    return nodes;
}

bool takes_commands(const Process& process) {
    if (!process.executed()) return false;
    if (process::runs_its_input(*process.program())) return true;
    const auto& holds = process.holds();
    return std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) {
        return hold.script && hold.program == process.current().program;
    });
}

/// Looks below no more members than it has to: each may have hundreds of commands.
std::vector<ShellLeg> shell_legs(const std::vector<const Process*>& members) {
    std::vector<ShellLeg> legs;
    std::vector<const Process*> others;
    const auto add = [&legs](const Process& member, ShellLeg::Kind kind,
                             std::vector<Command> commands) {
        if (legs.size() < legs_limit) legs.push_back(leg_of(member, kind, std::move(commands)));
    };
    for (const auto* member : members) {
        if (!takes_commands(*member)) {
            others.push_back(member);
            continue;
        }
        if (legs.size() == legs_limit) break;
        auto commands = commands_below(*member);
        if (turned_to_fifo(*member)) add(*member, ShellLeg::Kind::turned, commands);
        add(*member, ShellLeg::Kind::input, std::move(commands));
    }
    for (const auto* member : others) {
        if (legs.size() == legs_limit) break;
        if (member->last_child == nullptr) continue;
        auto commands = commands_below(*member);
        if (std::any_of(commands.begin(), commands.end(),
                        [](const Command& command) { return command.own; }))
            add(*member, ShellLeg::Kind::loop, std::move(commands));
    }
    return legs;
}

}  // namespace pipehound::pipe
