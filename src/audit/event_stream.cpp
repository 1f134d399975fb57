// SPDX-License-Identifier: Apache-2.0
#include "audit/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::audit {

EventStream::Options EventStream::Options::replay() {
    Options options;
    options.clock = Clock::records;
    return options;
}

EventStream::EventStream(event::NodeNames& nodes, Options options)
    : nodes_{nodes},
      clock_{options.clock},
      lines_{options.max_line},
      assembler_{options.open, counters_},
      order_{options.order, counters_},
      translator_{counters_} {}

void EventStream::set_interest(Interest interest) {
    const CallFilter filter{interest};
    assembler_.set_filter(filter);
    translator_.set_filter(filter);
    interest_ = std::move(interest);
}

std::optional<event::Time> EventStream::deadline() const {
    const auto open = assembler_.deadline();
    const auto held = order_.deadline();
    if (!last_now_ || (!open && !held)) return std::nullopt;
    const auto due = std::min(open.value_or(Elapsed::max()), held.value_or(Elapsed::max()));
    return *last_now_ + (due - elapsed_);
}

void EventStream::pass_time(event::Time now) {
    const auto step = last_now_ ? now - *last_now_ : Elapsed::zero();
    last_now_ = now;
    if (step <= Elapsed::zero()) return;
    elapsed_ += step;
    expire_all();
}

void EventStream::take(std::string_view line) {
    ++counters_.lines;
    if (line.empty()) return;
    if (!looks_like_record(line)) {
        ++counters_.not_a_record;
        return;
    }
    if (const auto head = parse_head(line))
        take(*head, line);
    else
        ++counters_.bad_head;
}

void EventStream::take(const RecordHead& head, std::string_view line) {
    ++counters_.records;
    const auto host = node(head.node);
    if (!host) {
        ++counters_.node_limit;
        return;
    }
    newest_ = std::max(newest_, head.time);
    if (clock_ == Clock::records) pass_time(newest_);
    const auto type = record_type(head.type);
    const Record record{{*host, head.time, head.serial}, type, head.type, line, head.body,
                        worth(type, head.type, line)};
    if (type == RecordType::daemon) return take_daemon(record);
    if (assembler_.add(record, elapsed_, ended_) && order_.begin(record.key))
        restart_numbering(record.key);
    if (!ended_.empty()) put_in_order();
}

/// auditd's own records have serials of their own: they go out of turn.
void EventStream::take_daemon(const Record& record) {
    ++counters_.events;
    if (record.keep != Keep::asked) return;
    RawEvent event;
    event.key = record.key;
    event.kept.add(record.keep, record.line, false);
    asked_.push_back({ready_.size(), std::move(event)});
}

/// A call's own record and its arguments are kept in case another record is asked for, or the
/// arguments go on.
Keep EventStream::worth(RecordType type, std::string_view name, std::string_view line) const {
    if (interest_.config_changes && name == "CONFIG_CHANGE") return Keep::asked;
    if (!interest_.record || type == RecordType::end) return Keep::no;
    if (interest_.record(name, line)) return Keep::asked;
    if (type == RecordType::syscall) return Keep::call;
    return type == RecordType::execve ? Keep::arguments : Keep::no;
}

std::optional<event::NodeId> EventStream::node(std::string_view name) {
    if (name == last_node_name_) return last_node_;
    const auto known = nodes_.intern(name);
    if (!known) return std::nullopt;
    last_node_name_ = name;
    last_node_ = *known;
    return known;
}

/// What is left of the old numbering goes out before `key`, which may have ended already.
void EventStream::restart_numbering(const EventKey& key) {
    std::vector<RawEvent> first_of_new;
    first_of_new.swap(ended_);
    assembler_.end_all_but(key, ended_);
    put_in_order();
    order_.restart(key, ordered_);
    translate();
    first_of_new.swap(ended_);
}

void EventStream::expire_all() {
    assembler_.expire(elapsed_, ended_);
    put_in_order();
    order_.expire(elapsed_, ordered_);
    translate();
}

void EventStream::end_all() {
    assembler_.finish(ended_);
    put_in_order();
    order_.finish(ordered_);
    translate();
}

void EventStream::put_in_order() {
    counters_.events += ended_.size();
    for (auto& event : ended_) order_.put(std::move(event), elapsed_, ordered_);
    ended_.clear();
    translate();
}

void EventStream::translate() {
    for (auto& event : ordered_) {
        if (translator_.wants(event))
            translator_.translate(event, parser_.parse(event.text), ready_);
        if (event.kept.asked())
            asked_.push_back({ready_.size(), std::move(event)});
        else
            assembler_.recycle(std::move(event));
    }
    ordered_.clear();
}

}  // namespace pipehound::audit
