// SPDX-License-Identifier: Apache-2.0
// Bytes -> typed events: the whole of audit/ behind one class.
//
//   bytes -> LineSplitter -> parse_head -> Assembler -> SerialOrder -> RecordParser -> Translator
//
// Events of one host come out in serial order; what an Interest asks for beyond them is read from
// the same records (translate/records.hpp). Memory is bounded whatever the bytes are, and
// nothing in here throws for them: what is wrong with them is counted by kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/assembler.hpp"
#include "audit/counters.hpp"
#include "audit/interest.hpp"
#include "audit/line_splitter.hpp"
#include "audit/record_parser.hpp"
#include "audit/serial_order.hpp"
#include "audit/translate/records.hpp"
#include "audit/translate/translator.hpp"
#include "event/event.hpp"
#include "event/node_names.hpp"
#include "event/record.hpp"

namespace pipehound::audit {

class EventStream {
public:
    /// What time is: for a host's own live stream, the clock on the wall; for a stored log, the
    /// time that its records tell, so that the events do not depend on when, or in what pieces, it
    /// is read.
    enum class Clock { wall, records };

    struct Options {
        Clock clock = Clock::wall;
        std::size_t max_line = longest_line;
        Assembler::Limits open{};
        SerialOrder::Limits order{};

        /// For stored logs: time is that of the records.
        [[nodiscard]] static Options replay();
    };

    /// `nodes` must outlive the stream.
    explicit EventStream(event::NodeNames& nodes) : EventStream{nodes, Options{}} {}
    EventStream(event::NodeNames& nodes, Options options);
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// What is wanted beside FIFOs, programs and sockets; nothing until this is called. May be
    /// called at any time, but by Interest::record itself, and counts from the next line on.
    void set_interest(Interest interest);

    /// Takes the next bytes of the stream, in pieces of any size, and calls
    /// `on_event(const event::Event&)` for each event that is ready, and
    /// `on_event(const event::Records&)` for the records of an event that Interest::record asked
    /// for, after what else that event is. `now` counts with Clock::wall only; a replay may pass
    /// newest().
    template <typename OnEvent>
    void feed(std::string_view bytes, event::Time now, OnEvent&& on_event);

    /// Time passed: lets out what has waited long enough. Does nothing with Clock::records.
    template <typename OnEvent>
    void expire(event::Time now, OnEvent&& on_event);

    /// The stream has ended: lets out everything. A last line without newline is judged as if it
    /// had one. The stream may be fed anew afterwards.
    template <typename OnEvent>
    void finish(OnEvent&& on_event);

    /// When `expire` wants to be called next; nothing while there is nothing to wait for.
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// The latest time of any record so far.
    [[nodiscard]] event::Time newest() const noexcept { return newest_; }

    [[nodiscard]] const Counters& counters() const noexcept { return counters_; }

private:
    void pass_time(event::Time now);
    void take(std::string_view line);
    void take(const RecordHead& head, std::string_view line);
    void take_daemon(const Record& record);
    [[nodiscard]] Keep worth(RecordType type, std::string_view name, std::string_view line) const;
    [[nodiscard]] std::optional<event::NodeId> node(std::string_view name);
    void restart_numbering(const EventKey& key);
    void expire_all();
    void end_all();
    void put_in_order();
    void translate();

    template <typename OnEvent>
    void deliver(OnEvent& on_event);

    /// An event whose records are asked for. They are read when they are told, one event at a
    /// time, since as values they take many times the room.
    struct Asked {
        std::size_t after;  // so many of ready_
        RawEvent event;
    };

    event::NodeNames& nodes_;
    Clock clock_;
    Counters counters_;
    LineSplitter lines_;
    Assembler assembler_;
    SerialOrder order_;
    RecordParser parser_;
    Translator translator_;
    Interest interest_;

    event::Time newest_{};
    std::optional<event::Time> last_now_;
    Elapsed elapsed_{};
    std::string last_node_name_;  // hosts come in runs: spares the look-up
    event::NodeId last_node_{};

    // Between the stages; each is emptied by the next one, and kept for its memory.
    std::vector<RawEvent> ended_;
    std::vector<RawEvent> ordered_;
    std::vector<event::Event> ready_;
    std::vector<Asked> asked_;
};

template <typename OnEvent>
void EventStream::feed(std::string_view bytes, event::Time now, OnEvent&& on_event) {
    counters_.bytes += bytes.size();
    if (clock_ == Clock::wall) pass_time(now);
    deliver(on_event);
    lines_.split(bytes, [&](std::string_view line) {
        take(line);
        deliver(on_event);
    });
    counters_.overlong_line = lines_.overlong();
}

template <typename OnEvent>
void EventStream::expire(event::Time now, OnEvent&& on_event) {
    if (clock_ == Clock::wall) pass_time(now);
    deliver(on_event);
}

template <typename OnEvent>
void EventStream::finish(OnEvent&& on_event) {
    lines_.finish([&](std::string_view line) { take(line); });
    end_all();
    deliver(on_event);
}

template <typename OnEvent>
void EventStream::deliver(OnEvent& on_event) {
    std::size_t told = 0;
    const auto tell_events = [&](std::size_t until) {
        for (; told < until; ++told) on_event(std::as_const(ready_[told]));
    };
    for (auto& [after, event] : asked_) {
        tell_events(after);
        const auto records = translate_records(event, parser_, counters_);
        if (!records.records.empty()) on_event(records);
        assembler_.recycle(std::move(event));
    }
    tell_events(ready_.size());
    asked_.clear();
    ready_.clear();
}

}  // namespace pipehound::audit
