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

event::Ordinal reads_since(const Process& process, ShellLeg::Kind kind) {
    if (kind == ShellLeg::Kind::input) return process.current().since.ordinal;
    constexpr auto never = ~event::Ordinal{0};
    auto since = never;
    for (const auto& hold : process.holds())
        if (hold.reads) since = std::min(since, hold.opened.ordinal);
    return since != never ? since : process.first.ordinal;
}

bool turned_to_fifo(const Process& process) {
    const auto& holds = process.holds();
    return std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) {
        return hold.reads && strength(hold, process) == Strength::shell;
    });
}

}  // namespace

ShellLeg::ShellLeg(const Process& runner, Kind its_kind)
    : process{&runner}, kind{its_kind}, since{reads_since(runner, its_kind)} {}

const std::vector<Command>& ShellLeg::commands() const {
    if (commands_) return *commands_;
    commands_ = commands_below(*process);
    std::erase_if(*commands_, [&](const Command& command) {
        return command.run->since.ordinal <= process->current().since.ordinal;
    });
    return *commands_;
}

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

std::vector<ShellLeg> shell_legs(const std::vector<const Process*>& members) {
    std::vector<ShellLeg> legs;
    std::vector<const Process*> others;
    const auto add = [&legs](const Process& member, ShellLeg::Kind kind) {
        if (legs.size() < legs_limit) legs.emplace_back(member, kind);
    };
    for (const auto* member : members) {
        if (!takes_commands(*member)) {
            others.push_back(member);
            continue;
        }
        if (legs.size() == legs_limit) break;
        if (turned_to_fifo(*member)) add(*member, ShellLeg::Kind::turned);
        add(*member, ShellLeg::Kind::input);
    }
    for (const auto* member : others) {
        if (legs.size() == legs_limit) break;
        if (started_commands(*member)) add(*member, ShellLeg::Kind::loop);
    }
    return legs;
}

}  // namespace pipehound::pipe
