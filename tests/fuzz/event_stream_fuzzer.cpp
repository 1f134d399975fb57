// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any bytes into an EventStream. The first byte chooses the clock, the limits and the
// size of the pieces; the rest is the stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/event_stream.hpp"

using namespace pipehound;
using audit::EventStream;

namespace {

/// Small limits meet small inputs.
EventStream::Options options(std::uint8_t choice) {
    auto options = (choice & 1) != 0 ? EventStream::Options::replay() : EventStream::Options{};
    if ((choice & 2) == 0) return options;
    options.open.events = 3;
    options.open.event_bytes = 80U << 10;
    options.order.events = 3;
    options.max_line = 1000;
    return options;
}

void require(bool holds) {
    if (!holds) std::abort();
}

std::size_t length(const event::Act& act) {
    const auto* const executed = std::get_if<event::ProcessExecuted>(&act);
    return executed != nullptr ? executed->argv.size() : 0;
}

void feed_all(EventStream& stream, std::string_view bytes, std::size_t piece) {
    std::uint64_t events = 0;
    const auto check = [&events](const event::Event& event) {
        ++events;
        require(event::number(event.actor.pid) > 0);
        require(length(event.act) <= 65536 + 64);
    };
    event::Time now{std::chrono::seconds{1000}};
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        stream.feed(bytes.substr(0, piece), now, check);
        now += event::Duration{100};
        if (const auto deadline = stream.deadline()) stream.expire(*deadline, check);
    }
    stream.finish(check);
    require(!stream.deadline());
    require(events == stream.counters().typed_events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    event::NodeNames nodes{16};
    EventStream stream{nodes, options(data[0])};
    const std::size_t piece = (data[0] & 4) != 0 ? 1 + (data[0] >> 3) : 65536;
    feed_all(stream, {reinterpret_cast<const char*>(data) + 1, size - 1}, piece);
    return 0;
}
