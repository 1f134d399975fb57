// SPDX-License-Identifier: Apache-2.0
// The yardstick: what libauparse costs alone. Reads stdin in pieces of 64 KiB, feeds them, and
// walks all raw fields of each event. Prints events, fields and the CPU time used.
#include <auparse.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

struct Totals {
    std::uint64_t events = 0;
    std::uint64_t fields = 0;
    std::uint64_t bytes = 0;  // of values, so that no reading can be left out
};

void walk_fields(auparse_state_t* state, Totals& totals) {
    if (auparse_first_field(state) <= 0) return;
    do {
        const char* const value = auparse_get_field_str(state);
        totals.fields += auparse_get_field_name(state) != nullptr;
        if (value != nullptr) totals.bytes += std::strlen(value);
    } while (auparse_next_field(state) > 0);
}

void walk_event(auparse_state_t* state, auparse_cb_event_t type, void* data) {
    if (type != AUPARSE_CB_EVENT_READY || auparse_first_record(state) <= 0) return;
    auto& totals = *static_cast<Totals*>(data);
    ++totals.events;
    do walk_fields(state, totals);
    while (auparse_next_record(state) > 0);
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main() {
    Totals totals;
    auparse_state_t* const state = auparse_init(AUSOURCE_FEED, nullptr);
    if (state == nullptr) return 1;
    auparse_set_escape_mode(state, AUPARSE_ESC_RAW);
    auparse_set_eoe_timeout(2);
    auparse_add_callback(state, walk_event, &totals, nullptr);
    static std::array<char, 65536> piece;
    for (ssize_t size = 0; (size = read(0, piece.data(), piece.size())) > 0;)
        if (auparse_feed(state, piece.data(), static_cast<std::size_t>(size)) < 0) return 1;
    auparse_flush_feed(state);
    auparse_destroy(state);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("events %ju fields %ju value bytes %ju cpu %.3f s\n", std::uintmax_t{totals.events},
                std::uintmax_t{totals.fields}, std::uintmax_t{totals.bytes},
                seconds(usage.ru_utime) + seconds(usage.ru_stime));
}
