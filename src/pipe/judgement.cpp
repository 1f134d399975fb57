// SPDX-License-Identifier: Apache-2.0
#include "pipe/judgement.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "pipe/conduct.hpp"
#include "pipe/pipeline.hpp"
#include "process/invocation.hpp"
#include "process/program_names.hpp"

namespace pipehound::pipe {

namespace {

using event::Level;
using process::Connection;
using process::Process;
using Members = std::vector<const Process*>;

// What one pair of legs amounts to.
struct Finding {
    Level level = Level::low;
    int confidence = 0;
    std::string reason;
};

std::string_view way_in_words(Circle::Way way) {
    switch (way) {
        case Circle::Way::two_fifos:
            return "FIFOs lead from the network to the shell and back";
        case Circle::Way::fifo_in:
            return "a FIFO leads from the network to the shell, a pipe back";
        case Circle::Way::fifo_out:
            return "a pipe leads from the network to the shell, a FIFO back";
        case Circle::Way::fifo_around:
            return "a FIFO leads from the end of the shell's pipeline to its beginning";
        case Circle::Way::inherited_socket:
            return "the shell was forked with the connection open and is tied to it by a FIFO";
        case Circle::Way::below_network:
            return "the network program started the shell and is tied to it by a FIFO";
        case Circle::Way::inherited_fifo:
            return "shell and network program inherited the same open FIFO";
    }
    return {};
}

bool ran_since(const ShellLeg& shell, event::Ordinal ordinal) {
    return std::any_of(
        shell.commands().begin(), shell.commands().end(),
        [ordinal](const Command& command) { return command.run->since.ordinal > ordinal; });
}

// A script that was at work before the network was there did not wait for what the network sends.
bool ran_before(const ShellLeg& shell, const Process& network_stage) {
    return std::any_of(shell.commands().begin(), shell.commands().end(),
                       [&](const Command& command) {
                           return command.run->since.ordinal < network_stage.first.ordinal &&
                                  command.run->since.time <= network_stage.appeared;
                       });
}

Finding lowered(std::string reason) { return {Level::low, 30, std::move(reason)}; }

std::optional<Finding> judge_turned(const Circle& circle) {
    if (!circle.heard_by_fifo || !circle.answered_by_fifo) return std::nullopt;
    return Finding{Level::high, 75,
                   "A shell exchanged its own input for a FIFO that the network feeds"};
}

Finding judge_loop(const ShellLeg& shell, const NetworkLeg& network, const Circle& circle,
                   bool conversation) {
    const auto power = power_of_loop(shell, network, circle);
    if (power == Power::none)
        return lowered(
            "A loop of commands stands in a circle with the network, but ran nothing yet that came "
            "in");
    const bool sure = power == Power::sure && circle.direct() && conversation;
    return {sure ? Level::critical : Level::high, sure ? 90 : 70,
            "A loop runs what the network sends: " + std::string{way_in_words(circle.way)}};
}

// What speaks against a circle that pipes would close; nothing where nothing does.
std::optional<std::string> doubt(const ShellLeg& shell, const NetworkLeg& network,
                                 const Circle& circle) {
    const auto& program = *shell.process->program();
    const bool used = ran_since(shell, network.connection.made.ordinal);
    if (circle.way == Circle::Way::below_network && !process::asked_interactive(program) &&
        !(circle.heard_by_fifo && circle.answered_by_fifo) && !waits_between(shell.commands()))
        return "The network program started a shell, but no conversation with it was seen yet";
    const bool child =
        circle.way == Circle::Way::below_network || circle.way == Circle::Way::inherited_socket;
    if (circle.heard_by_fifo || child) return std::nullopt;
    if (ran_before(shell, stage_of(*network.process, *shell.process)))
        return "The shell ran commands before the network program was there";
    if (circle.way == Circle::Way::inherited_fifo && !used && !process::asked_interactive(program))
        return "Shell and network program inherited the same open FIFO, but the shell ran nothing "
               "yet";
    if (const auto* driver = driver_of(shell, network))
        return "The shell seems to be driven by " +
               std::string{process::file_name(driver->program()->exe())} + ", not by the network";
    return std::nullopt;
}

std::optional<Finding> judge_pair(const ShellView& view, const NetworkLeg& out,
                                  const NetworkLeg& back) {
    const auto circle = closes(view, out, back);
    if (!circle) return std::nullopt;
    const auto& shell = view.shell();
    const bool conversation = out.connection.strong() && &out == &back;
    if (shell.kind == ShellLeg::Kind::turned) return judge_turned(*circle);
    if (shell.kind == ShellLeg::Kind::loop) return judge_loop(shell, out, *circle, conversation);
    if (auto reason = doubt(shell, out, *circle)) return lowered(std::move(*reason));
    const bool used = ran_since(shell, out.connection.made.ordinal);
    const bool sure = conversation && (circle->direct() || used);
    return Finding{
        sure ? Level::critical : Level::high, sure ? (used ? 98 : 92) : 75,
        "A shell takes its commands from the network: " + std::string{way_in_words(circle->way)}};
}

// One judgement at work: the group, its legs, the graph, and the best finding so far.
class Court {
public:
    Court(const Fifo& fifo, FifoTable& fifos, const process::ProcessTable& processes, Names names)
        : fifo_{fifo}, processes_{processes}, names_{names}, group_{group_around(fifo, fifos)} {}

    Judgement sit() {
        Judgement judgement{.truncated = group_.truncated};
        for (const auto* fifo : group_.fifos) judgement.group.push_back(fifo->key);
        shells_ = shell_legs(group_.members);
        networks_ = network_legs(group_.members);
        if (networks_.empty()) {
            const auto named = network_legs_by_name(group_.members);
            judgement.named_only = !named.empty() && !shells_.empty();
            if (names_ == Names::network_tools) networks_ = named;
        }
        if (shells_.empty() && networks_.empty()) return judgement;
        auto members = wanted();
        if (!shells_.empty()) graph_.emplace(group_, members, processes_);
        for (const auto& shell : shells_) hear(ShellView{*graph_, shell});
        if (!networks_.empty() && (!best_ || best_->level < Level::critical))
            judgement.open = std::move(members);
        judgement.verdict = std::move(best_);
        return judgement;
    }

private:
    // Members that can be part of a way: holders and legs, and all between them and their common
    // ancestors.
    Members wanted() const {
        std::unordered_set<const Process*> known{group_.members.begin(), group_.members.end()};
        Members wanted;
        const auto want = [&](const Process* process) {
            if (process != nullptr && known.erase(process) > 0) wanted.push_back(process);
        };
        const auto want_line = [&](const Process& process) {
            want(&process);
            process::for_each_ancestor(process, [&](const Process& ancestor) {
                want(&ancestor);
                want(processes_.resolve(ancestor.node, ancestor.other_parent));
                return true;
            });
            want(processes_.resolve(process.node, process.other_parent));
        };
        for (const auto* fifo : group_.fifos)
            for (const auto* holder : fifo->holders) want_line(*holder);
        for (const auto& shell : shells_) want_line(*shell.process);
        for (const auto& network : networks_)
            for (const auto* carrier : network.carriers) want_line(*carrier);
        return wanted;
    }

    void hear(const ShellView& view) {
        note_driven_shell(view);
        for (const auto& out : networks_)
            for (const auto& back : networks_) {
                if (&back != &out && back.process == out.process) continue;
                auto finding = judge_pair(view, out, back);
                if (!finding) continue;
                if (&back != &out) finding->level = std::min(finding->level, Level::high);
                if (out.connection.kind == Connection::Kind::named) limit_to_name(*finding);
                consider(view, out, std::move(*finding));
            }
    }

    // A name is a hint: what was not seen to talk to anybody is worth a look, not an alarm.
    static void limit_to_name(Finding& finding) {
        if (finding.level < Level::medium) return;
        finding.level = Level::medium;
        finding.confidence = 50;
        finding.reason +=
            " (the network program is known by its name only: no connection of it was seen)";
    }

    void note_driven_shell(const ShellView& view) {
        const auto& shell = view.shell();
        if (best_ || shell.kind != ShellLeg::Kind::input || !view.hears(fifo_, Reach::pipes))
            return;
        best_ = Verdict{.confidence = 20,
                        .reason = "A shell takes its commands from a FIFO",
                        .shell = shell.process,
                        .fifos = {&fifo_}};
    }

    void consider(const ShellView& view, const NetworkLeg& network, Finding finding) {
        const auto& shell = view.shell();
        const auto rank = std::tuple{finding.level, network.connection.strong(),
                                     shell.kind == ShellLeg::Kind::input};
        if (best_ && best_->network != nullptr && rank <= best_rank_) return;
        if (best_ && finding.level < best_->level) return;
        best_rank_ = rank;
        best_ = Verdict{.level = finding.level,
                        .confidence = finding.confidence,
                        .reason = std::move(finding.reason),
                        .shell = shell.process,
                        .network = network.process,
                        .connection = network.connection};
        trace_way(view, network);
    }

    // Names what stands on the circle: between network and shell, or between shell and network.
    void trace_way(const ShellView& view, const NetworkLeg& network) {
        FlowGraph::Nodes sent;
        FlowGraph::Nodes received;
        for (const auto* carrier : network.carriers) {
            sent.push_back(graph_->node(FlowGraph::End::output, *carrier));
            received.push_back(graph_->node(FlowGraph::End::input, *carrier));
        }
        const auto from_network = graph_->reachable(sent, Reach::shared);
        const auto& to_shell = view.reaching(Reach::shared);
        const auto& from_shell = view.reached(Reach::shared);
        const auto to_network = graph_->reaching(received, Reach::shared);
        const auto on_way = [&](FlowGraph::Node node) {
            return (from_network.has(node) && to_shell.has(node)) ||
                   (from_shell.has(node) && to_network.has(node));
        };
        for (const auto* fifo : group_.fifos)
            if (on_way(graph_->node(*fifo))) best_->fifos.push_back(fifo);
        if (best_->fifos.empty()) best_->fifos.push_back(&fifo_);
        for (const auto* member : group_.members) {
            if (member == view.shell().process || member == network.process) continue;
            if (!member->executed() && member->holds().empty()) continue;
            if (on_way(graph_->node(FlowGraph::End::input, *member)))
                best_->relays.push_back(member);
        }
    }

    const Fifo& fifo_;
    const process::ProcessTable& processes_;
    Names names_;
    Group group_;
    std::vector<ShellLeg> shells_;
    std::vector<NetworkLeg> networks_;
    std::optional<FlowGraph> graph_;
    std::optional<Verdict> best_;
    std::tuple<Level, bool, bool> best_rank_;
};

}  // namespace

Judgement judge(const Fifo& fifo, FifoTable& fifos, const process::ProcessTable& processes,
                Names names) {
    return Court{fifo, fifos, processes, names}.sit();
}

}  // namespace pipehound::pipe
