// SPDX-License-Identifier: Apache-2.0
#include "audit/assembler.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::audit {

namespace {

constexpr std::size_t spare_events = 64;
constexpr std::size_t spare_capacity = 16U << 10;        // a larger text is given back at once
constexpr std::size_t room_after_arguments = 64U << 10;  // for what follows EXECVE: CWD, PATH

using Types = std::uint32_t;

constexpr Types bit(RecordType type) { return 1U << static_cast<unsigned>(type); }

constexpr Types program = bit(RecordType::execve) | bit(RecordType::cwd) | bit(RecordType::path);
constexpr Types file = bit(RecordType::cwd) | bit(RecordType::path) | bit(RecordType::openat2);
constexpr Types socket = bit(RecordType::sockaddr) | bit(RecordType::socketcall);
constexpr Types module = bit(RecordType::module);

/// The record types that an event is translated from, beside its SYSCALL record.
constexpr Types needed(Family family) {
    constexpr std::array<Types, families> by_family{
        socket, program, file, file, file, file, file, file,   file,   file, socket, socket, socket,
        socket, 0,       0,    0,    0,    0,    0,    module, module, file, file,   file};
    return by_family[static_cast<std::size_t>(family)];
}

/// Of the files of an exec only item 0, the program, is of use: the others are its loaders.
bool needed(const Record& record, const std::optional<Call>& call) {
    if (!call) return (bit(record.type) & (program | file | socket)) != 0;
    if ((bit(record.type) & needed(call->family())) == 0) return false;
    if (call->family() != Family::execute || record.type != RecordType::path) return true;
    return record.body.starts_with("item=0 ");
}

}  // namespace

bool Assembler::add(const Record& record, Elapsed now, std::vector<RawEvent>& ended) {
    auto slot = find(record.key);
    const bool opens = slot == slots_.size();
    if (record.type == RecordType::end) host(record.key.node).sends_end = true;
    if (opens) {
        if (record.type == RecordType::end) return false;  // of an event that PROCTITLE ended
        if (ended_lately(record.key)) {
            ++counters_.late_record;
            return false;
        }
        open(record.key, now);
    }
    Open& open = *slots_[slot].open;
    take(open, record);
    if (ends(open, record.type))
        end(slot, ended);
    else
        evict(ended);
    return opens;
}

void Assembler::expire(Elapsed now, std::vector<RawEvent>& ended) {
    while (!slots_.empty() && slots_.front().open->since + limits_.age <= now) {
        const auto& open = *slots_.front().open;
        if (open.has_proctitle) hosts_[event::number(open.event.key.node)].sends_end = false;
        ++counters_.aged_event;
        end(0, ended);
    }
}

void Assembler::end_all_but(const EventKey& key, std::vector<RawEvent>& ended) {
    for (std::size_t slot = 0; slot < slots_.size();) {
        const auto& other = slots_[slot].key;
        if (other.node == key.node && other != key)
            end(slot, ended);
        else
            ++slot;
    }
}

void Assembler::finish(std::vector<RawEvent>& ended) {
    while (!slots_.empty()) end(0, ended);
}

void Assembler::recycle(RawEvent&& event) {
    give_back(std::move(event.text));
    if (!event.kept.empty()) give_back(std::move(event.kept).release());
}

std::optional<Elapsed> Assembler::deadline() const {
    if (slots_.empty()) return std::nullopt;
    return slots_.front().open->since + limits_.age;
}

/// The place of the open event, slots_.size() where there is none. Most records belong to the
/// youngest event.
std::size_t Assembler::find(const EventKey& key) const noexcept {
    const auto found = std::find_if(slots_.rbegin(), slots_.rend(),
                                    [&key](const Slot& slot) { return slot.key == key; });
    return found == slots_.rend() ? slots_.size()
                                  : static_cast<std::size_t>(slots_.rend() - found) - 1;
}

/// An event that opens with the highest serial so far cannot have ended before: the usual case.
bool Assembler::ended_lately(const EventKey& key) const noexcept {
    const auto node = event::number(key.node);
    if (node >= hosts_.size() || key.serial > hosts_[node].newest) return false;
    return std::find(ended_lately_.begin(), ended_lately_.end(), key) != ended_lately_.end();
}

bool Assembler::ends(const Open& open, RecordType type) const noexcept {
    if (type == RecordType::end || type == RecordType::single) return true;
    return type == RecordType::proctitle && !hosts_[event::number(open.event.key.node)].sends_end;
}

bool Assembler::is_message(const Record& record) const noexcept {
    if (record.type == RecordType::single) return filter_.wants_message(record.name);
    return record.type == RecordType::other && filter_.wants_violation(record.name, record.line);
}

Assembler::Host& Assembler::host(event::NodeId node) {
    const auto index = event::number(node);
    if (index >= hosts_.size()) hosts_.resize(index + 1);
    return hosts_[index];
}

void Assembler::open(const EventKey& key, Elapsed now) {
    auto& newest = host(key.node).newest;
    newest = std::max(newest, key.serial);
    auto event = spare_.empty() ? std::make_unique<Open>() : std::move(spare_.back());
    if (!spare_.empty()) spare_.pop_back();
    *event = Open{};
    event->event.key = key;
    event->since = now;
    event->event.text = spare_text();
    slots_.push_back({key, std::move(event)});
}

void Assembler::take(Open& open, const Record& record) {
    if (record.type == RecordType::proctitle) open.has_proctitle = true;
    if (record.keep != Keep::no)
        keep(open, record, record.keep);
    else if (record.type == RecordType::syscall && open.event.kept.asked())
        keep(open, record, Keep::call);
    if (!open.wanted) return;
    const bool message = is_message(record);
    open.event.message = open.event.message || message;
    if (record.type == RecordType::syscall)
        take_call(open, record);
    else if (message || needed(record, open.event.call))
        store(open, record);
}

void Assembler::take_call(Open& open, const Record& record) {
    if (open.event.call) return;
    open.event.call = parse_call(record.body);
    const auto& call = open.event.call;
    if (!call) ++counters_.bad_field;
    if (call && !known_arch(call->arch)) ++counters_.unknown_arch;
    if (open.event.message || (call && (filter_.wants_act(*call) || filter_.wants_call(*call))))
        store(open, record);
    else
        discard(open);
}

void Assembler::keep(Open& open, const Record& record, Keep why) {
    auto& kept = open.event.kept;
    const auto cost = KeptRecords::cost(record.line);
    if (kept.bytes() + cost > limits_.event_bytes) return count_too_large(open);
    if (kept.empty()) kept.reuse(spare_text());
    kept.add(why, record.line, record.type == RecordType::execve);
    bytes_ += cost;
}

void Assembler::store(Open& open, const Record& record) {
    auto& text = open.event.text;
    const auto reserve = record.type == RecordType::execve ? room_after_arguments : 0;
    if (text.size() + record.line.size() + reserve >= limits_.event_bytes)
        return count_too_large(open);
    text += record.line;
    text += '\n';
    bytes_ += record.line.size() + 1;
}

void Assembler::count_too_large(Open& open) {
    if (!open.truncated) ++counters_.event_too_large;
    open.truncated = true;
}

void Assembler::discard(Open& open) {
    bytes_ -= open.event.text.size();
    open.event.text.clear();
    open.event.call.reset();
    open.wanted = false;
}

void Assembler::end(std::size_t slot, std::vector<RawEvent>& ended) {
    auto open = std::move(slots_[slot].open);
    slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(slot));
    auto& event = open->event;
    bytes_ -= event.bytes();
    if (!event.kept.empty() && !event.kept.asked()) {
        give_back(std::move(event.kept).release());
        event.kept = {};
    }
    ended_lately_[ended_next_++ % ended_lately_.size()] = event.key;
    ended.push_back(std::move(event));
    if (spare_.size() < spare_events) spare_.push_back(std::move(open));
}

void Assembler::evict(std::vector<RawEvent>& ended) {
    while (slots_.size() > limits_.events || bytes_ > limits_.bytes) {
        ++counters_.evicted_open;
        end(0, ended);
    }
}

std::string Assembler::spare_text() {
    if (spare_texts_.empty()) return {};
    auto text = std::move(spare_texts_.back());
    spare_texts_.pop_back();
    return text;
}

void Assembler::give_back(std::string&& text) {
    if (spare_texts_.size() >= spare_events || text.capacity() > spare_capacity) return;
    text.clear();
    spare_texts_.push_back(std::move(text));
}

}  // namespace pipehound::audit
