// SPDX-License-Identifier: Apache-2.0
// Events -> who holds which FIFO, who has which connection. Keeps the two tables in step and says
// what is worth judging.
#pragma once

#include <cstdint>
#include <vector>

#include "event/event.hpp"
#include "event/live_process.hpp"
#include "pipe/fifo_table.hpp"
#include "process/process_table.hpp"

namespace pipehound::pipe {

class Tracker {
public:
    Tracker(std::size_t process_limit, std::size_t fifo_limit)
        : processes_{process_limit}, fifos_{fifo_limit} {}

    /// What an event did to the tables.
    struct Change {
        process::Process* process = nullptr;  ///< who made the event; lives until the next call
        std::vector<FifoKey> fifos;  ///< whose surroundings changed, so that they want judging
    };

    Change advance(const event::Event& event, const event::Moment& now);

    /// What /proc told of this host.
    void learn(event::NodeId node, const event::LiveProcess& live, const event::Moment& now);

    [[nodiscard]] const process::ProcessTable& processes() const noexcept { return processes_; }
    [[nodiscard]] FifoTable& fifos() noexcept { return fifos_; }

    /// For who saves and restores it.
    [[nodiscard]] process::ProcessTable& process_table() noexcept { return processes_; }

    /// No process holds what is not in the table of FIFOs, and no FIFO is held without a hold.
    void make_consistent();

private:
    // Which FIFOs an act may say something new about.
    enum class Concern : std::uint8_t {
        none,
        opened_fifo,       ///< the one that was opened
        near_connections,  ///< those near by that have a connection near them, too
        near_fifos         ///< all near by
    };

    // Each takes its act.
    Concern take(process::Process& process, const event::ProcessExecuted& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::FileCreated& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::FileOpened& act, const event::Event& event,
                 const event::Moment& now);
    Concern take(process::Process& process, const event::FileRemoved& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::FileRenamed& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::SocketConnected& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::SocketAccepted& act,
                 const event::Event& event, const event::Moment& now);
    Concern take(process::Process& process, const event::SocketBound& act,
                 const event::Event& event, const event::Moment& now);

    /// All else concerns no pipe.
    template <typename Other>
    Concern take(process::Process&, const Other&, const event::Event&, const event::Moment&) {
        return Concern::none;
    }
    Concern take(process::Process& process, const event::SessionChanged& act,
                 const event::Event& event, const event::Moment& now);

    [[nodiscard]] process::Process& actor_of(const event::Event& event, const event::Moment& now);
    void pass_on(process::Process& process);
    void add_hold(process::Process& process, Fifo& fifo, process::Hold hold);
    void drop_hold(process::Process& process, FifoKey fifo);
    void drop_oldest_holder(Fifo& fifo);
    void add_connection(process::Process& process, process::Connection connection);
    void forget_evicted();

    process::ProcessTable processes_;
    FifoTable fifos_;
};

}  // namespace pipehound::pipe
