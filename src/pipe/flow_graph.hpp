// SPDX-License-Identifier: Apache-2.0
// Who can pass bytes to whom around a FIFO, as a directed graph.
//
// The idea. A FIFO shell is a circle: what the network sends reaches a shell's input, what the
// shell prints reaches the network. Each process p has an input i(p) and an output o(p); each FIFO
// is a node. Edges:
//   FIFO -> i(p), o(p) -> FIFO     p holds the FIFO for reading, for writing
//   i(p) -> o(p)                   a program passes on what it reads
//   i(q) -> i(c), o(c) -> o(q)     a child has its parent's input and output
//   o(a) -> i(b)                   a and b may be neighbours in a pipeline: same parent, a forked
//   first, started beside each other
// Descriptors themselves are not audited, so edges differ in how sure they are, and one asks for
// ways over edges of at most some Reach. A pipe leads from an earlier fork to a later one, so
// without a FIFO no circle closes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "pipe/group.hpp"
#include "process/process_table.hpp"

namespace pipehound::pipe {

/// Which edges a way may use; each includes those before it.
enum class Reach : std::uint8_t {
    fifos,  ///< FIFOs that a program surely holds, and inheritance
    pipes,  ///< and pipes that neighbours may have
    shared  ///< and FIFOs that a running shell holds read-write or keeps open, for its children
};
inline constexpr std::size_t reach_count = 3;

class FlowGraph {
public:
    /// The ends of a process. A running shell's own redirections are apart, since only its loops
    /// (`loop_`) or its later children
    /// (`child_`) may have them.
    enum class End : std::uint8_t {
        input,
        output,
        child_input,
        child_output,
        loop_input,
        loop_output
    };

    using Node = std::uint32_t;
    using Nodes = std::vector<Node>;

    /// A set of nodes, as a search left it.
    class Marks {
    public:
        [[nodiscard]] bool has(Node node) const noexcept {
            return node < marked_.size() && marked_[node];
        }

    private:
        friend FlowGraph;
        std::vector<bool> marked_;
    };

    /// The graph over `members`, which hold everything that matters of `group`. Both must outlive
    /// the graph.
    FlowGraph(const Group& group, const std::vector<const process::Process*>& members,
              const process::ProcessTable& table);

    /// The node of a member; `none` for any other process.
    [[nodiscard]] Node node(End end, const process::Process& process) const;
    [[nodiscard]] Node node(const Fifo& fifo) const;
    static constexpr Node none = 0xffffffff;

    /// What can be reached from `starts`, these included.
    [[nodiscard]] Marks reachable(const Nodes& starts, Reach reach) const {
        return search(starts, reach, forward_);
    }
    /// From where `goals` can be reached, these included.
    [[nodiscard]] Marks reaching(const Nodes& goals, Reach reach) const {
        return search(goals, reach, backward_);
    }

private:
    struct Edge {
        Node to;
        Reach reach;
    };
    using Edges = std::vector<std::vector<Edge>>;

    void connect(Node from, Node to, Reach reach);
    void connect_input(Node from, const process::Process& reader, Reach reach);
    void add_inheritance(const process::Process& child, const process::Process* parent);
    void add_hold(const process::Process& holder, const process::Hold& hold);
    void add_ends(const process::Hold& hold, Node input, Node output, Reach reach);
    void add_pipes(const process::Process& parent,
                   const std::vector<const process::Process*>& members);
    [[nodiscard]] static Marks search(const Nodes& starts, Reach reach, const Edges& edges);

    std::unordered_map<const process::Process*, Node> first_node_;
    std::unordered_map<FifoKey, Node> fifo_node_;
    Edges forward_;
    Edges backward_;
};

}  // namespace pipehound::pipe
