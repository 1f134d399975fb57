// SPDX-License-Identifier: Apache-2.0
#include "pipe/flow_graph.hpp"

#include <algorithm>

#include "pipe/capability.hpp"
#include "pipe/hold_strength.hpp"
#include "pipe/pipeline.hpp"
#include "process/program_names.hpp"

namespace pipehound::pipe {

namespace {

using process::Hold;
using process::Process;

constexpr FlowGraph::Node ends_of_a_process = 6;

// ksh93 opens a redirection in the shell and forks the command right after, without a sign which is
// which.
constexpr event::Duration fork_after_open{1000};

bool is_ksh(const Hold& hold) {
    return hold.program && process::base_name(hold.program->exe()) == "ksh";
}

}  // namespace

FlowGraph::FlowGraph(const Group& group, const std::vector<const Process*>& members,
                     const process::ProcessTable& table) {
    Node next = 0;
    for (const auto* member : members) {
        first_node_[member] = next;
        next += ends_of_a_process;
    }
    for (const auto* fifo : group.fifos) fifo_node_[fifo->key] = next++;
    forward_.resize(next);
    backward_.resize(next);

    for (const auto* member : members) {
        connect(node(End::input, *member), node(End::output, *member), Reach::fifos);
        add_inheritance(*member, member->parent);
        add_inheritance(*member, table.resolve(member->node, member->other_parent));
        for (const auto& hold : member->holds()) add_hold(*member, hold);
        add_pipes(*member, members);
    }
}

FlowGraph::Node FlowGraph::node(End end, const Process& process) const {
    const auto found = first_node_.find(&process);
    return found == first_node_.end() ? none : found->second + static_cast<Node>(end);
}

FlowGraph::Node FlowGraph::node(const Fifo& fifo) const {
    const auto found = fifo_node_.find(fifo.key);
    return found == fifo_node_.end() ? none : found->second;
}

void FlowGraph::connect(Node from, Node to, Reach reach) {
    if (from == none || to == none) return;
    forward_[from].push_back({to, reach});
    backward_[to].push_back({from, reach});
}

void FlowGraph::connect_input(Node from, const Process& reader, Reach reach) {
    if (may_read_input(reader)) connect(from, node(End::input, reader), reach);
}

void FlowGraph::add_inheritance(const Process& child, const Process* parent) {
    if (parent == nullptr || !first_node_.contains(parent)) return;
    connect_input(node(End::input, *parent), child, Reach::fifos);
    connect_input(node(End::child_input, *parent), child, Reach::fifos);
    connect(node(End::output, child), node(End::output, *parent), Reach::fifos);
    connect(node(End::output, child), node(End::child_output, *parent), Reach::fifos);
}

void FlowGraph::add_hold(const Process& holder, const Hold& hold) {
    if (const auto firm = strength(hold, holder); firm != Strength::shell) {
        const bool inherited_both = firm == Strength::subshell && hold.reads && hold.writes;
        add_ends(hold, node(End::input, holder), node(End::output, holder),
                 inherited_both ? Reach::shared : Reach::fifos);
        return;
    }
    add_ends(hold, node(End::loop_input, holder), node(End::loop_output, holder), Reach::fifos);
    if ((hold.reads && hold.writes) || hold.kept)
        add_ends(hold, node(End::child_input, holder), node(End::child_output, holder),
                 Reach::shared);
    if (!is_ksh(hold)) return;
    for (const auto* child = holder.last_child; child != nullptr; child = child->older)
        if (child->first.ordinal > hold.opened.ordinal &&
            child->appeared - hold.opened.time < fork_after_open)
            add_ends(hold, node(End::input, *child), node(End::output, *child), Reach::fifos);
}

void FlowGraph::add_ends(const Hold& hold, Node input, Node output, Reach reach) {
    const auto fifo = fifo_node_.find(hold.fifo);
    if (fifo == fifo_node_.end()) return;
    if (hold.reads) connect(fifo->second, input, reach);
    if (hold.writes) connect(output, fifo->second, reach);
}

void FlowGraph::add_pipes(const Process& parent, const std::vector<const Process*>& members) {
    std::vector<const Process*> stages;
    for (const auto* member : members)
        if (member->parent == &parent) stages.push_back(member);
    for (const auto* writer : stages) {
        for (const auto* reader : stages)
            if (forked_before(*writer, *reader) && started_beside(*writer, *reader))
                connect_input(node(End::output, *writer), *reader, Reach::pipes);
        if (became_last_stage(parent, *writer))
            connect_input(node(End::output, *writer), parent, Reach::pipes);
    }
}

FlowGraph::Marks FlowGraph::search(const Nodes& starts, Reach reach, const Edges& edges) {
    Marks marks;
    marks.marked_.resize(edges.size());
    Nodes queue;
    const auto mark = [&](Node node) {
        if (node == none || marks.marked_[node]) return;
        marks.marked_[node] = true;
        queue.push_back(node);
    };
    for (const auto start : starts) mark(start);
    for (std::size_t at = 0; at < queue.size(); ++at)
        for (const auto& edge : edges[queue[at]])
            if (edge.reach <= reach) mark(edge.to);
    return marks;
}

}  // namespace pipehound::pipe
