// SPDX-License-Identifier: Apache-2.0
#include "pipe/group.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>

#include "pipe/hold_strength.hpp"

namespace pipehound::pipe {

namespace {

using process::Process;

constexpr std::size_t fifos_limit = 16;
constexpr std::size_t members_limit = 400;
constexpr int neighbours =
    16;  // siblings on each side of a holder that are looked at before all others

std::vector<const Fifo*> joined_fifos(const Fifo& fifo, FifoTable& table) {
    std::vector<const Fifo*> found{&fifo};
    for (std::size_t at = 0; at < found.size(); ++at)
        for (const auto* holder : found[at]->holders)
            for (const auto& hold : holder->holds()) {
                const auto* other = table.find(hold.fifo);
                if (other != nullptr && found.size() < fifos_limit &&
                    std::find(found.begin(), found.end(), other) == found.end())
                    found.push_back(other);
            }
    return found;
}

// The first of `other` and its ancestors that is `one` or an ancestor of it; nullptr where there is
// none.
const Process* lowest_common(const Process& one, const Process& other) {
    const auto in_line = [&](const Process& process) {
        return &process == &one || one.below(process);
    };
    if (in_line(other)) return &other;
    const Process* common = nullptr;
    process::for_each_ancestor(other, [&](const Process& ancestor) {
        if (in_line(ancestor)) common = &ancestor;
        return common == nullptr;
    });
    return common;
}

// The tops of the trees to look through: where a program holds the FIFO its parent, who may have
// its neighbours as children.
void add_root(std::vector<const Process*>& roots, const Process& holder, bool by_shell) {
    for (auto& root : roots)
        if (const auto* common = lowest_common(holder, *root)) {
            root = common;
            return;
        }
    roots.push_back(by_shell || holder.parent == nullptr ? &holder : holder.parent);
}

// The stages of a pipeline are forked one after another: those next to a holder come first, so that
// no crowd of other children hides them.
void add_neighbours(std::deque<const Process*>& queue, const Process& holder) {
    const auto* older = holder.older;
    const auto* younger = holder.younger;
    for (int distance = 0; distance < neighbours; ++distance) {
        if (older != nullptr) queue.push_back(std::exchange(older, older->older));
        if (younger != nullptr) queue.push_back(std::exchange(younger, younger->younger));
    }
}

}  // namespace

Group group_around(const Fifo& fifo, FifoTable& table) {
    Group group{.fifos = joined_fifos(fifo, table), .members = {}};
    std::vector<const Process*> roots;
    std::deque<const Process*> queue;
    for (const auto* joined : group.fifos)
        for (const auto* holder : joined->holders)
            for (const auto& hold : holder->holds()) {
                if (hold.fifo != joined->key) continue;
                add_root(roots, *holder, strength(hold, *holder) == Strength::shell);
                queue.push_back(holder);
            }
    for (std::size_t at = 0, holders = queue.size(); at < holders; ++at)
        add_neighbours(queue, *queue[at]);
    for (std::size_t at = 0, near = queue.size(); at < near; ++at)
        if (queue[at]->parent != nullptr) queue.push_back(queue[at]->parent);
    queue.insert(queue.end(), roots.begin(), roots.end());

    std::unordered_set<const Process*> seen;
    for (; !queue.empty(); queue.pop_front()) {
        const auto* process = queue.front();
        if (!seen.insert(process).second) continue;
        group.members.push_back(process);
        if (group.members.size() >= members_limit) {
            group.truncated = true;
            break;
        }
        for (const auto* child = process->last_child;
             child != nullptr && queue.size() < members_limit; child = child->older)
            queue.push_back(child);
    }
    return group;
}

}  // namespace pipehound::pipe
