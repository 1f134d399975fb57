// SPDX-License-Identifier: Apache-2.0
// Records -> processes. Knows which process a pid means at this moment, who its parent is, and what
// it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "event/event.hpp"
#include "event/live_process.hpp"
#include "event/text_pool.hpp"
#include "process/process.hpp"

namespace pipehound::process {

/// Holds at most `limit` processes; the least recently used one makes room, and a use of a process
/// is a use of its ancestors.
class ProcessTable {
public:
    explicit ProcessTable(std::size_t limit);
    ~ProcessTable();
    ProcessTable(const ProcessTable&) = delete;
    ProcessTable& operator=(const ProcessTable&) = delete;

    /// The process that made `event`: known, or new with its parent (known, made up from its pid
    /// alone, or guessed). For an exec its program is not entered yet: see `execute`. Lives until
    /// it is evicted.
    Process& observe(const event::Event& event, const event::Moment& now);

    /// `process` runs another program now.
    void execute(Process& process, const event::Event& event, const event::Moment& now);

    /// Enters or completes what /proc told. Gives the process.
    Process& learn(event::NodeId node, const event::LiveProcess& live, const event::Moment& now);

    [[nodiscard]] Process* find(event::NodeId node, event::Pid pid) const noexcept;
    [[nodiscard]] Process* resolve(event::NodeId node, const Reference& reference) const noexcept;

    /// A process that fell out in the last call that could add one, so that others forget it too;
    /// its links are cut. At most a few a call.
    [[nodiscard]] std::vector<std::unique_ptr<Process>> take_evicted() noexcept {
        return std::exchange(evicted_, {});
    }

    /// Calls `visit(Process&)` for each, the least recently used first.
    template <typename Visit>
    void for_each(Visit&& visit) {
        for (auto* process = least_recent_; process != nullptr; process = process->more_recent)
            visit(*process);
    }

    /// Enters a process that was known before, its id with it. `parent`: of this table, or nullptr.
    /// Gives nullptr where its pid is taken or there is no room.
    Process* enter(std::unique_ptr<Process> process, Process* parent);

    [[nodiscard]] std::uint32_t number_of(std::string_view text) {
        return texts_.intern(text).value_or(0);
    }

    [[nodiscard]] std::size_t size() const noexcept { return processes_.size(); }
    [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept {
        return texts_.text(number);
    }

private:
    struct Key {
        event::NodeId node;
        event::Pid pid;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept {
            return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(event::number(key.node))
                                                  << 32 |
                                              static_cast<std::uint32_t>(event::number(key.pid)));
        }
    };

    Process& add(const event::Header& header, event::Pid pid, Process* parent,
                 const event::Moment& now);
    Process& add_forked(const event::Event& event, Process* parent, const event::Moment& now);
    Process& add_orphan(const event::Event& event, event::Pid pid, const event::Moment& now);
    void describe(Process& process, const event::Actor& actor);
    static void describe(Process& process, const event::LiveProcess& live);
    static void enter_program(Process& process, const event::LiveProcess& live);
    static void mark_sign(Process& process, event::Time time);
    void use(Process& process) noexcept;
    void to_front(Process& process) noexcept;
    static void adopt(Process& child, Process* parent) noexcept;
    void remove(Process& process);
    void make_room(const Process* but);

    std::size_t limit_;
    std::unordered_map<Key, std::unique_ptr<Process>, Hash> processes_;
    std::vector<std::unique_ptr<Process>> evicted_;
    event::TextPool texts_;
    Process* most_recent_ = nullptr;
    Process* least_recent_ = nullptr;
    std::uint64_t last_id_ = 0;
    std::uint64_t evictions_ = 0;
};

}  // namespace pipehound::process
