// SPDX-License-Identifier: Apache-2.0
// One process from its first sign to its last: who it is, what it ran, what it opened. Lives in a
// ProcessTable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "event/event.hpp"
#include "process/descriptors.hpp"
#include "process/program.hpp"

namespace pipehound::process {

/// A program and since when a process runs it; `since.ordinal` is 0 where that was before the first
/// record.
struct Execution {
    std::shared_ptr<const Program> program;
    event::Moment since;
};

/// What few processes have. Kept apart, since most of 65,536 processes need none of it.
struct Traces {
    std::vector<Hold> holds;
    std::vector<Connection> connections;
    std::vector<FifoKey> near;          ///< FIFOs held by it or close below it, the latest last
    bool near_connection = false;       ///< it or a process below it has a connection
    event::Ordinal child_executed = 0;  ///< the last program that a child of its started
};

/// A process that may be gone from the table by now: ProcessTable::resolve tells.
struct Reference {
    event::Pid pid{};
    std::uint64_t id = 0;  ///< 0: none
};

/// Identity is the object: a pid is reused, and an exec keeps the process. Owned and linked by
/// ProcessTable.
struct Process {
    std::uint64_t id = 0;  ///< unique among all processes that the table ever had
    event::NodeId node{};
    event::Pid pid{};
    event::Pid ppid{};  ///< as last seen: an orphan gets another
    event::Session session = event::Session::unset;
    event::Uid uid = event::Uid::unset;
    event::Gid gid = event::Gid::unset;
    event::Uid login_uid = event::Uid::unset;
    std::uint32_t user = 0;        ///< name of uid, in ProcessTable::texts; 0 where no record told
    std::uint32_t login_user = 0;  ///< name of auid
    std::uint32_t tty = 0;         ///< 0 for none

    event::Moment first;      ///< first sign of it
    event::Time appeared{};   ///< the earliest entry time among its signs and those of its forks
                              ///< that ran nothing yet
    event::Time last_sign{};  ///< the latest sign of it or of anything below it
    event::Time started{};    ///< its true start where /proc told; else `appeared`

    std::uint32_t unit = 0;  ///< systemd's, in ProcessTable::texts; 0 where /proc told none: see
                             ///< unit_of

    Execution inherited;  ///< what it ran when it was forked; the program may be unknown (nullptr)
    std::vector<Execution>
        own;  ///< what it executed itself, in order; of a long chain the first and the latest
    bool leads_session = false;  ///< it called setsid, where that is audited
    bool parent_guessed =
        false;  ///< the parent follows from session and pid order, not from a record

    Process* parent = nullptr;
    Reference other_parent;  ///< a second guess at an unknown parent: a fork below the first
    std::unique_ptr<Traces> traces;  ///< nullptr where there are none

    [[nodiscard]] bool executed() const noexcept { return !own.empty(); }

    /// What it runs now; its program is nullptr where nothing is known.
    [[nodiscard]] const Execution& current() const noexcept {
        return own.empty() ? inherited : own.back();
    }
    [[nodiscard]] const Program* program() const noexcept { return current().program.get(); }

    /// What it ran at that time.
    [[nodiscard]] const Execution& at(event::Ordinal ordinal) const noexcept;

    /// Is `other` an ancestor of this process?
    [[nodiscard]] bool below(const Process& other) const noexcept;

    Traces& trace() { return traces ? *traces : *(traces = std::make_unique<Traces>()); }
    [[nodiscard]] const std::vector<Hold>& holds() const noexcept;
    [[nodiscard]] const std::vector<Connection>& connections() const noexcept;

    // Links that only ProcessTable writes.
    Process* last_child = nullptr;   ///< the youngest; the older ones follow by `older`
    Process* older = nullptr;        ///< sibling before this one
    Process* younger = nullptr;      ///< sibling after this one
    Process* less_recent = nullptr;  ///< by last use
    Process* more_recent = nullptr;
};

/// The unit of the process or, where /proc was not asked about it, of the nearest ancestor in the
/// same login session: a login moves a process to a unit of its own. 0 for none.
[[nodiscard]] std::uint32_t unit_of(const Process& process) noexcept;

/// How far up ancestry is walked: deeper nesting is a loop of re-execs, not a way to pass a
/// descriptor on unseen.
inline constexpr int ancestry_depth = 12;

/// Calls `visit(Process&)` for the parent, its parent and so on, while it answers true.
template <typename AnyProcess, typename Visit>
void for_each_ancestor(AnyProcess& process, Visit&& visit) {
    AnyProcess* ancestor = process.parent;
    for (int depth = 0; ancestor != nullptr && depth < ancestry_depth;
         ++depth, ancestor = ancestor->parent)
        if (!visit(*ancestor)) return;
}

}  // namespace pipehound::process
