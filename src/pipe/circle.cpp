// SPDX-License-Identifier: Apache-2.0
#include "pipe/circle.hpp"

#include <algorithm>

#include "pipe/capability.hpp"
#include "pipe/pipeline.hpp"

namespace pipehound::pipe {

namespace {

using process::Process;
using End = FlowGraph::End;

// The carriers of a connection between which and the shell bytes may flow.
class Carriers {
public:
    Carriers(const ShellView& view, const NetworkLeg& out, const NetworkLeg& back) : view_{view} {
        for (const auto* carrier : out.carriers)
            if (!started_by(view.shell(), *carrier) && may_print_received(*carrier))
                senders_.push_back(carrier);
        for (const auto* carrier : back.carriers)
            if (!started_by(view.shell(), *carrier) && may_listen(*carrier))
                listeners_.push_back(carrier);
    }

    [[nodiscard]] bool heard(Reach reach) const {
        return std::any_of(senders_.begin(), senders_.end(),
                           [&](const auto* sender) { return view_.hears(*sender, reach); });
    }
    [[nodiscard]] bool answered(Reach reach) const {
        return std::any_of(listeners_.begin(), listeners_.end(),
                           [&](const auto* listener) { return view_.reaches(*listener, reach); });
    }

private:
    // A program that leaves its input alone may still be handed lines by the loop around it: curl
    // -d "$line".
    [[nodiscard]] bool may_listen(const Process& carrier) const {
        return may_read_input(carrier) || &stage_of(carrier, *view_.shell().process) != &carrier;
    }

    const ShellView& view_;
    std::vector<const Process*> senders_;
    std::vector<const Process*> listeners_;
};

Circle::Way way_through_fifos(bool in, bool out) {
    if (in && out) return Circle::Way::two_fifos;
    if (in) return Circle::Way::fifo_in;
    return out ? Circle::Way::fifo_out : Circle::Way::fifo_around;
}

}  // namespace

const FlowGraph::Marks& ShellView::reaching(Reach reach) const {
    auto& found = reaching_[static_cast<std::size_t>(reach)];
    if (!found) found = graph_->reaching(shell_->inputs(*graph_), reach);
    return *found;
}

const FlowGraph::Marks& ShellView::reached(Reach reach) const {
    auto& found = reached_[static_cast<std::size_t>(reach)];
    if (!found) found = graph_->reachable(shell_->outputs(*graph_), reach);
    return *found;
}

bool ShellView::hears(const Process& process, Reach reach) const {
    return reaching(reach).has(graph_->node(End::output, process));
}
bool ShellView::reaches(const Process& process, Reach reach) const {
    return reached(reach).has(graph_->node(End::input, process));
}
bool ShellView::hears(const Fifo& fifo, Reach reach) const {
    return reaching(reach).has(graph_->node(fifo));
}

std::optional<Circle> closes(const ShellView& view, const NetworkLeg& out, const NetworkLeg& back) {
    const auto& shell = *view.shell().process;
    const bool same = &out == &back;
    const Carriers carriers{view, out, back};
    const bool in = carriers.heard(Reach::fifos);
    const bool answer = carriers.answered(Reach::fifos);
    const bool child =
        shell.first.ordinal > out.connection.made.ordinal && shell.below(*out.process);
    if (child && (in || answer)) {
        const bool by_shell = out.connection.program && out.connection.program->named_shell();
        return Circle{by_shell ? Circle::Way::inherited_socket : Circle::Way::below_network, in,
                      answer};
    }
    if ((!same && !in && !answer) || out.process == &shell) return std::nullopt;
    if (carriers.heard(Reach::pipes) && carriers.answered(Reach::pipes))
        return Circle{way_through_fifos(in, answer), in, answer};
    if (same && carriers.heard(Reach::shared) && carriers.answered(Reach::shared))
        return Circle{Circle::Way::inherited_fifo};
    return std::nullopt;
}

}  // namespace pipehound::pipe
