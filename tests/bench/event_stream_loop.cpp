// SPDX-License-Identifier: Apache-2.0
// audit/ alone, to compare with auparse_loop: stdin to typed events. Prints every counter that is
// not 0, and the CPU time used.
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>

#include "audit/event_stream.hpp"

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void print(const pipehound::audit::Counters& counters) {
    for (const auto& [name, value] : pipehound::audit::counter_names)
        if (counters.*value != 0)
            std::printf("%.*s %ju ", static_cast<int>(name.size()), name.data(),
                        std::uintmax_t{counters.*value});
}

}  // namespace

int main() {
    using pipehound::audit::EventStream;
    pipehound::event::NodeNames nodes;
    EventStream stream{nodes, EventStream::Options::replay()};
    const auto ignore = [](const auto&) {};
    static std::array<char, 65536> piece;
    for (ssize_t size = 0; (size = read(0, piece.data(), piece.size())) > 0;)
        stream.feed({piece.data(), static_cast<std::size_t>(size)}, stream.newest(), ignore);
    stream.finish(ignore);
    print(stream.counters());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("cpu %.3f s\n", seconds(usage.ru_utime) + seconds(usage.ru_stime));
}
