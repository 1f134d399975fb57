// SPDX-License-Identifier: Apache-2.0
// Whole events -> the same events in serial order within each host.
//
// A host numbers its events without gaps (kernel/audit.c, audit_serial), so the next serial is
// known. An event that comes too early is held back until the ones before it have come, or until it
// has waited for the slack: then the missing ones count as lost, and the expectation moves on to
// behind it, so that a lost serial costs one wait and not one for every event that follows.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "audit/counters.hpp"
#include "audit/raw_event.hpp"

namespace pipehound::audit {

class SerialOrder {
public:
    struct Limits {
        event::Duration slack{2000};   ///< the longest that an event waits for earlier ones
        std::size_t events = 4096;     ///< held back at once; the one that waits longest goes first
        std::size_t bytes = 8U << 20;  ///< of all events held back
    };

    SerialOrder(Limits limits, Counters& counters) : limits_{limits}, counters_{counters} {}

    /// An event begins: earlier ones of its host will be waited for. True when its host began to
    /// number anew (it booted): then end its open events, `put` them, and call `restart`.
    [[nodiscard]] bool begin(const EventKey& key);

    /// Lets out what is held of that host, and expects `key` next.
    void restart(const EventKey& key, std::vector<RawEvent>& out);

    /// Takes an ended event; adds what may go on, in order, to `out`.
    void put(RawEvent&& event, Elapsed now, std::vector<RawEvent>& out);

    /// Lets out what has waited long enough.
    void expire(Elapsed now, std::vector<RawEvent>& out);

    /// Lets out everything that is held, in order.
    void finish(std::vector<RawEvent>& out);

    /// When `expire` has something to do; nothing while no event is held.
    [[nodiscard]] std::optional<Elapsed> deadline() const;

private:
    struct Host {
        bool known = false;
        bool released = false;   // has any event gone out since the numbering began?
        event::Serial next = 0;  // all below have gone out or are lost
        event::Time newest{};
        std::multimap<event::Serial, RawEvent> held;
    };

    /// One event's wait, in the order in which events were held back: the first is due first.
    struct Wait {
        Elapsed since{};
        event::NodeId node{};
        event::Serial serial = 0;
    };

    [[nodiscard]] Host& host(event::NodeId node);
    [[nodiscard]] bool over_limits() const noexcept;
    void release(Host& host, RawEvent&& event, std::vector<RawEvent>& out);
    void release_through(Host& host, event::Serial serial, std::vector<RawEvent>& out);
    void let_go_first(std::vector<RawEvent>& out);
    void forget_past_waits();

    Limits limits_;
    Counters& counters_;
    std::vector<Host> hosts_;  // by NodeId
    std::deque<Wait> waits_;   // also of events that have gone out since
    std::size_t bytes_ = 0;    // of text held back
};

}  // namespace pipehound::audit
