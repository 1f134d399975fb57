// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any bytes into an EventStream. The first byte chooses the clock, the limits, what is
// asked for and the size of the pieces; the rest is the stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/event_stream.hpp"

using namespace pipehound;
using audit::EventStream;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

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

/// Everything, or every other line.
audit::Interest interest(std::uint8_t choice) {
    if ((choice & 8) == 0) return {};
    const bool all = (choice & 16) != 0;
    return {.files = true, .record = [all](std::string_view type, std::string_view line) {
                require(!type.empty() && line.size() > type.size());
                return all || line.size() % 2 == 0;
            }};
}

std::size_t length(const event::Act& act) {
    const auto* const executed = std::get_if<event::ProcessExecuted>(&act);
    return executed != nullptr ? executed->argv.size() : 0;
}

/// Looks at all that comes out.
struct Check {
    std::uint64_t events = 0;

    void operator()(const event::Event& event) {
        ++events;
        require(event::number(event.actor.pid) > 0);
        require(length(event.act) <= 65536 + 64);
    }

    void operator()(const event::Records& told) const {
        require(!told.records.empty());
        require(!told.actor || event::number(told.actor->pid) >= 0);
        for (const auto& record : told.records) {
            require(!record.type.empty() && !record.fields.empty());
            require(record.fields.front().first == "type");
            require(text(record).size() >= record.type.size());
        }
    }
};

void feed_all(EventStream& stream, std::string_view bytes, std::size_t piece) {
    Check check;
    event::Time now{std::chrono::seconds{1000}};
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        stream.feed(bytes.substr(0, piece), now, check);
        now += event::Duration{100};
        if (const auto deadline = stream.deadline()) stream.expire(*deadline, check);
    }
    stream.finish(check);
    require(!stream.deadline());
    require(check.events == stream.counters().typed_events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    event::NodeNames nodes{16};
    EventStream stream{nodes, options(data[0])};
    stream.set_interest(interest(data[0]));
    const std::size_t piece = (data[0] & 4) != 0 ? 1 + (data[0] >> 5) * 9U : 65536;
    feed_all(stream, {reinterpret_cast<const char*>(data) + 1, size - 1}, piece);
    return 0;
}
