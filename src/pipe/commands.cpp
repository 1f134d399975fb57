// SPDX-License-Identifier: Apache-2.0
#include "pipe/commands.hpp"

#include <algorithm>

namespace pipehound::pipe {

namespace {

using process::Process;

constexpr std::size_t processes_limit = 400;

// A process below, and since when a program of its own (or of one between) stands between it and
// the top.
struct Below {
    const Process* process;
    event::Ordinal screened_since;
};

constexpr event::Ordinal never = ~event::Ordinal{0};

void add_children(const Process& parent, event::Ordinal screened_since, std::vector<Below>& queue) {
    for (const auto* child = parent.last_child; child != nullptr && queue.size() < processes_limit;
         child = child->older)
        queue.push_back({child, screened_since});
}

}  // namespace

std::vector<Command> commands_below(const Process& top) {
    std::vector<Command> commands;
    std::vector<Below> queue;
    add_children(top, never, queue);
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const auto [process, screened_since] = queue[at];
        for (const auto& run : process->own)
            commands.push_back({&run, process, top.at(run.since.ordinal).program.get(),
                                run.since.ordinal < screened_since});
        const auto screens = process->executed()
                                 ? std::min(screened_since, process->own.front().since.ordinal)
                                 : screened_since;
        add_children(*process, screens, queue);
    }
    std::sort(commands.begin(), commands.end(), [](const Command& one, const Command& other) {
        return one.run->since.ordinal < other.run->since.ordinal;
    });
    return commands;
}

// Own is what a child runs, or what bare forks of the process run.
bool started_commands(const Process& top) {
    std::vector<Below> queue;
    add_children(top, never, queue);
    for (std::size_t at = 0; at < queue.size(); ++at) {
        if (queue[at].process->executed()) return true;
        add_children(*queue[at].process, never, queue);
    }
    return false;
}

}  // namespace pipehound::pipe
