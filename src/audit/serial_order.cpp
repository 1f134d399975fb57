// SPDX-License-Identifier: Apache-2.0
#include "audit/serial_order.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::audit {

namespace {

// A host counts its events from 1 at each boot. A serial that is far below the expected one, or a
// little below it but clearly younger than all events so far, is of another boot; one that is a
// little below and not younger is late.
constexpr event::Serial far_below = 1000;
constexpr event::Serial below = 16;
constexpr event::Duration clearly_younger{5000};

}  // namespace

bool SerialOrder::begin(const EventKey& key) {
    auto& its = host(key.node);
    if (!its.known) {
        its.known = true;
        its.next = key.serial;
    }
    const auto distance = its.next > key.serial ? its.next - key.serial : 0;
    const bool younger = key.time > its.newest + clearly_younger;
    if (distance > far_below || (distance > below && younger)) return true;
    if (!its.released) its.next = std::min(its.next, key.serial);
    its.newest = std::max(its.newest, key.time);
    return false;
}

void SerialOrder::restart(const EventKey& key, std::vector<RawEvent>& out) {
    auto& its = host(key.node);
    if (!its.held.empty()) release_through(its, its.held.rbegin()->first, out);
    std::erase_if(waits_, [&key](const Wait& wait) { return wait.node == key.node; });
    its.next = key.serial;
    its.newest = key.time;
    its.released = false;
    ++counters_.restart;
}

void SerialOrder::put(RawEvent&& event, Elapsed now, std::vector<RawEvent>& out) {
    auto& its = host(event.key.node);
    if (event.key.serial <= its.next) {
        release(its, std::move(event), out);
        if (!its.held.empty()) release_through(its, its.next, out);
        return;
    }
    waits_.push_back({now, event.key.node, event.key.serial});
    bytes_ += event.bytes();
    its.held.emplace(event.key.serial, std::move(event));
    while (over_limits()) {
        ++counters_.evicted_held;
        let_go_first(out);
    }
}

void SerialOrder::expire(Elapsed now, std::vector<RawEvent>& out) {
    while (!waits_.empty() && waits_.front().since + limits_.slack <= now) let_go_first(out);
}

void SerialOrder::finish(std::vector<RawEvent>& out) {
    while (!waits_.empty()) let_go_first(out);
}

std::optional<Elapsed> SerialOrder::deadline() const {
    if (waits_.empty()) return std::nullopt;
    return waits_.front().since + limits_.slack;
}

SerialOrder::Host& SerialOrder::host(event::NodeId node) {
    const auto index = event::number(node);
    if (index >= hosts_.size()) hosts_.resize(index + 1);
    return hosts_[index];
}

bool SerialOrder::over_limits() const noexcept {
    return waits_.size() > limits_.events || bytes_ > limits_.bytes;
}

void SerialOrder::release(Host& host, RawEvent&& event, std::vector<RawEvent>& out) {
    const auto serial = event.key.serial;
    if (serial < host.next) ++counters_.late_event;
    if (serial > host.next) counters_.serial_gap += serial - host.next;
    host.next = std::max(host.next, serial + 1);
    host.released = true;
    out.push_back(std::move(event));
}

/// Lets out the held events up to that serial, and those that are next in turn behind them.
void SerialOrder::release_through(Host& host, event::Serial serial, std::vector<RawEvent>& out) {
    auto& held = host.held;
    while (!held.empty() && held.begin()->first <= std::max(serial, host.next)) {
        auto first = held.extract(held.begin());
        bytes_ -= first.mapped().bytes();
        release(host, std::move(first.mapped()), out);
    }
    forget_past_waits();
}

void SerialOrder::let_go_first(std::vector<RawEvent>& out) {
    const auto wait = waits_.front();
    waits_.pop_front();
    release_through(host(wait.node), wait.serial, out);
}

void SerialOrder::forget_past_waits() {
    while (!waits_.empty() && waits_.front().serial < host(waits_.front().node).next)
        waits_.pop_front();
}

}  // namespace pipehound::audit
