// SPDX-License-Identifier: Apache-2.0
// Records -> whole raw events. The records of several events may come interleaved, from several
// hosts, and any record may be missing.
//
// An event ends by EOE where its host sends EOE (auditd's plugins get it, logs on disk lack it); by
// PROCTITLE, the last record of the kernel's, where its host has sent no EOE; at once when its type
// is always alone; else by age. What cannot become a typed event is not stored: after a look at the
// SYSCALL record, an event of another call or outcome is kept as its key alone. Lines that somebody
// asked for as they are are kept beside all this, whatever their event is.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/call_filter.hpp"
#include "audit/counters.hpp"
#include "audit/kept_records.hpp"
#include "audit/raw_event.hpp"
#include "audit/record_head.hpp"
#include "audit/record_type.hpp"

namespace pipehound::audit {

/// One record, its head read. `line` has no newline.
struct Record {
    EventKey key;
    RecordType type = RecordType::other;
    std::string_view name;  ///< of the type
    std::string_view line;
    std::string_view body;
    Keep keep = Keep::no;
};

class Assembler {
public:
    struct Limits {
        event::Duration age{2000};             ///< auditd's own end_of_event_timeout
        std::size_t events = 1024;             ///< open at once; the oldest ends first
        std::size_t bytes = 8U << 20;          ///< of all open events together
        std::size_t event_bytes = 256U << 10;  ///< of one; then EXECVE records are dropped first.
                                               ///< Lines kept as they are have as much again
    };

    Assembler(Limits limits, Counters& counters) : limits_{limits}, counters_{counters} {}

    /// What is stored from now on.
    void set_filter(const CallFilter& filter) { filter_ = filter; }

    /// Takes one record, adds the events that it ends to `ended`. True when it opened an event.
    bool add(const Record& record, Elapsed now, std::vector<RawEvent>& ended);

    /// Ends the events that are as old as the limit.
    void expire(Elapsed now, std::vector<RawEvent>& ended);

    /// Ends every open event of that host but one, oldest first: its numbering starts anew.
    void end_all_but(const EventKey& key, std::vector<RawEvent>& ended);

    /// Ends every open event, oldest first.
    void finish(std::vector<RawEvent>& ended);

    /// Takes back an event that is done with, for its memory.
    void recycle(RawEvent&& event);

    /// When `expire` has something to do; nothing while no event is open.
    [[nodiscard]] std::optional<Elapsed> deadline() const;

private:
    struct Open {
        RawEvent event;
        Elapsed since{};
        bool wanted = true;
        bool has_proctitle = false;  // so all its records are here, but for an EOE
        bool truncated = false;
    };

    /// Key and event apart: the search for a key walks over little memory.
    struct Slot {
        EventKey key;
        std::unique_ptr<Open> open;
    };

    struct Host {
        bool sends_end = false;
        event::Serial newest = 0;
    };

    [[nodiscard]] std::size_t find(const EventKey& key) const noexcept;
    [[nodiscard]] bool ended_lately(const EventKey& key) const noexcept;
    [[nodiscard]] bool ends(const Open& open, RecordType type) const noexcept;
    [[nodiscard]] bool is_message(const Record& record) const noexcept;
    [[nodiscard]] Host& host(event::NodeId node);
    void open(const EventKey& key, Elapsed now);
    void take(Open& open, const Record& record);
    void take_call(Open& open, const Record& record);
    void keep(Open& open, const Record& record, Keep why);
    void store(Open& open, const Record& record);
    void count_too_large(Open& open);
    void discard(Open& open);
    void end(std::size_t slot, std::vector<RawEvent>& ended);
    void evict(std::vector<RawEvent>& ended);
    [[nodiscard]] std::string spare_text();
    void give_back(std::string&& text);

    Limits limits_;
    Counters& counters_;
    CallFilter filter_;
    std::vector<Slot> slots_;  // oldest first
    std::size_t bytes_ = 0;    // in slots_
    std::vector<Host> hosts_;  // by NodeId
    std::array<EventKey, 512> ended_lately_{};
    std::size_t ended_next_ = 0;
    std::vector<std::unique_ptr<Open>> spare_;
    std::vector<std::string> spare_texts_;
};

}  // namespace pipehound::audit
