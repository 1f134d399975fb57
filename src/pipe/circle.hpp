// SPDX-License-Identifier: Apache-2.0
// Does a circle close: network -> shell -> network, through at least one FIFO?
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "pipe/flow_graph.hpp"
#include "pipe/network_leg.hpp"
#include "pipe/shell_leg.hpp"

namespace pipehound::pipe {

/// What reaches a shell leg and what it reaches, by how sure the way is. Searched once a leg and
/// reach, asked for each network leg.
class ShellView {
public:
    ShellView(const FlowGraph& graph, const ShellLeg& shell) : graph_{&graph}, shell_{&shell} {}

    [[nodiscard]] const ShellLeg& shell() const noexcept { return *shell_; }

    /// Can what `process` puts out reach the shell's input?
    [[nodiscard]] bool hears(const process::Process& process, Reach reach) const;
    /// Can what the shell puts out reach the input of `process`?
    [[nodiscard]] bool reaches(const process::Process& process, Reach reach) const;
    /// Does a FIFO of the group feed the shell?
    [[nodiscard]] bool hears(const Fifo& fifo, Reach reach) const;

    /// From where the shell's input can be reached, and what its output can reach.
    [[nodiscard]] const FlowGraph::Marks& reaching(Reach reach) const;
    [[nodiscard]] const FlowGraph::Marks& reached(Reach reach) const;

private:
    // What a search found, made when it is first asked for.
    using Found = std::array<std::optional<FlowGraph::Marks>, reach_count>;

    const FlowGraph* graph_;
    const ShellLeg* shell_;
    mutable Found reaching_;
    mutable Found reached_;
};

struct Circle {
    enum class Way : std::uint8_t {
        two_fifos,         ///< a FIFO on the way in, another or the same on the way out
        fifo_in,           ///< a FIFO in, a pipe out
        fifo_out,          ///< a pipe in, a FIFO out
        fifo_around,       ///< the FIFO leads from the pipeline's end to its beginning
        inherited_socket,  ///< a shell connected, and what it forked later has the socket
        below_network,     ///< the network program started the shell
        inherited_fifo     ///< a running shell holds the FIFO for all that it starts
    };
    Way way = Way::two_fifos;
    bool heard_by_fifo = false;     ///< the way in is sure: FIFOs and inheritance only
    bool answered_by_fifo = false;  ///< the same for the way out

    /// The legs are tied by FIFOs and pipes between them, not by what a common ancestor may have
    /// left open.
    [[nodiscard]] bool direct() const noexcept { return way < Way::inherited_socket; }
};

/// The circle from `out` through the shell back to `back`, which is the same leg but for a shell
/// between two connections.
[[nodiscard]] std::optional<Circle> closes(const ShellView& view, const NetworkLeg& out,
                                           const NetworkLeg& back);

}  // namespace pipehound::pipe
