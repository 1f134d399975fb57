// SPDX-License-Identifier: Apache-2.0
#include "detect/live_circle.hpp"

#include <map>
#include <set>
#include <tuple>

#include "process/invocation.hpp"
#include "process/program.hpp"

namespace pipehound::detect {

namespace {

using event::Descriptor;
using event::LiveProcess;

using ChannelKey = std::tuple<Descriptor::Kind, std::uint64_t, std::uint64_t>;
using Node = std::size_t;

bool connected(const Descriptor& descriptor) {
    return descriptor.kind == Descriptor::Kind::socket && descriptor.remote.port != 0;
}

// Standard input and output are what a program uses. A FIFO open one way under another number was
// opened on purpose (cat FIFO; a script); open both ways (exec 3<>FIFO) it is what a shell leaves
// to all its children, used or not.
bool is_source(const Descriptor& descriptor) {
    const bool on_purpose = descriptor.kind == Descriptor::Kind::fifo && !descriptor.writes;
    return descriptor.reads && (descriptor.fd == 0 || on_purpose || connected(descriptor));
}

bool is_sink(const Descriptor& descriptor) {
    const bool on_purpose = descriptor.kind == Descriptor::Kind::fifo && !descriptor.reads;
    return descriptor.writes &&
           (descriptor.fd == 1 || descriptor.fd == 2 || on_purpose || connected(descriptor));
}

// Processes and channels as nodes of a directed graph: the processes come first, by their index.
class LiveGraph {
public:
    explicit LiveGraph(const std::vector<LiveProcess>& processes)
        : forward_(processes.size()), backward_(processes.size()) {
        for (Node process = 0; process < processes.size(); ++process)
            for (const auto& descriptor : processes[process].descriptors) {
                const auto node = channel(descriptor);
                if (is_source(descriptor)) connect(node, process);
                if (is_sink(descriptor)) connect(process, node);
            }
    }

    /// The node of what a descriptor refers to.
    Node channel(const Descriptor& descriptor) {
        const auto [at, added] = channels_.try_emplace(
            {descriptor.kind, descriptor.device, descriptor.inode}, forward_.size());
        if (added) {
            forward_.emplace_back();
            backward_.emplace_back();
        }
        return at->second;
    }

    [[nodiscard]] std::set<Node> from(Node start) const { return search(start, forward_); }
    [[nodiscard]] std::set<Node> to(Node goal) const { return search(goal, backward_); }

private:
    void connect(Node from, Node to) {
        forward_[from].insert(to);
        backward_[to].insert(from);
    }

    [[nodiscard]] static std::set<Node> search(Node start,
                                               const std::vector<std::set<Node>>& edges) {
        std::set<Node> found;
        std::vector<Node> queue{start};
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (const auto next : edges[queue[at]])
                if (found.insert(next).second) queue.push_back(next);
        return found;
    }

    std::map<ChannelKey, Node> channels_;
    std::vector<std::set<Node>> forward_;
    std::vector<std::set<Node>> backward_;
};

struct Fifo {
    Node node;
    std::string path;
};

struct Socket {
    Node node;
    Node holder;
    event::Endpoint remote;
};

// A circle through one socket and one shell.
std::optional<LiveCircle> circle(const LiveGraph& graph, const std::vector<Fifo>& fifos, Node shell,
                                 const Socket& socket) {
    const auto heard = graph.to(shell);
    const auto answered = graph.from(shell);
    if (socket.holder == shell || !heard.contains(socket.node) || !answered.contains(socket.node))
        return std::nullopt;
    const auto sent = graph.from(socket.node);
    const auto received = graph.to(socket.node);
    for (const auto& fifo : fifos)
        if ((heard.contains(fifo.node) && sent.contains(fifo.node)) ||
            (answered.contains(fifo.node) && received.contains(fifo.node)))
            return LiveCircle{.remote = socket.remote, .fifo = fifo.path};
    return std::nullopt;
}

// What may be part of a circle, by its nodes.
struct Parts {
    struct Shell {
        Node node;
        bool takes_commands;
    };
    std::vector<Shell> shells;
    std::vector<Fifo> fifos;
    std::vector<Socket> sockets;
};

Parts parts_of(const std::vector<LiveProcess>& processes, LiveGraph& graph) {
    Parts parts;
    for (Node node = 0; node < processes.size(); ++node) {
        const auto& live = processes[node];
        const process::Program program{live.exe, {}, live.cwd, live.argv};
        const bool takes_commands = process::runs_its_input(program);
        if (takes_commands || program.named_shell()) parts.shells.push_back({node, takes_commands});
        for (const auto& descriptor : live.descriptors) {
            const auto channel = graph.channel(descriptor);
            if (descriptor.kind == Descriptor::Kind::fifo)
                parts.fifos.push_back({channel, descriptor.path});
            if (connected(descriptor)) parts.sockets.push_back({channel, node, descriptor.remote});
        }
    }
    return parts;
}

}  // namespace

std::optional<LiveCircle> live_circle(const std::vector<LiveProcess>& processes) {
    LiveGraph graph{processes};
    const auto parts = parts_of(processes, graph);
    std::optional<LiveCircle> best;
    for (const auto& [node, takes_commands] : parts.shells)
        for (const auto& socket : parts.sockets) {
            auto found = circle(graph, parts.fifos, node, socket);
            if (!found || (best && best->takes_commands >= takes_commands)) continue;
            found->shell = processes[node].pid;
            found->network = processes[socket.holder].pid;
            found->takes_commands = takes_commands;
            best = std::move(found);
        }
    return best;
}

}  // namespace pipehound::detect
