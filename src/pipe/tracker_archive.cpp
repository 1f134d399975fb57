// SPDX-License-Identifier: Apache-2.0
// Programs are shared between processes and holds, and compared by identity: each stands once, and
// the others name it by its place. Processes name their parents, FIFOs their holders, by id.
#include "pipe/tracker_archive.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace pipehound::pipe {

namespace {

using event::archive;
using process::Connection;
using process::Execution;
using process::Hold;
using process::Process;
using process::Program;
using process::Reference;

using ProgramPointer = std::shared_ptr<const Program>;

constexpr auto reach = static_cast<std::size_t>(process::ancestry_depth);
constexpr int family_depth = 4;  // levels below a holder at which a process still belongs to it

/// Number <-> program; 0 is none.
struct Programs {
    std::vector<ProgramPointer> all{nullptr};
    std::unordered_map<const Program*, std::size_t> numbers{{nullptr, 0}};
};

template <typename Archive>
struct Context {
    Archive& at;
    Programs programs;
};

void archive_program(Context<event::ArchiveWriter>& to, ProgramPointer& program) {
    const auto [known, fresh] =
        to.programs.numbers.try_emplace(program.get(), to.programs.numbers.size());
    to.at.number(known->second);
    if (!fresh) return;
    to.at.text(program->exe());
    to.at.text(program->called());
    to.at.text(program->cwd());
    const auto arguments = program->arguments();
    to.at.number(arguments.size());
    for (const auto argument : arguments) to.at.text(argument);
}

void archive_program(Context<event::ArchiveReader>& from, ProgramPointer& program) {
    auto& all = from.programs.all;
    const auto number = from.at.number();
    if (number > all.size()) return from.at.fail();
    if (number == all.size()) {
        std::string exe;
        std::string called;
        std::string cwd;
        std::vector<std::string> arguments;
        archive(from.at, exe, called, cwd, arguments);
        all.push_back(std::make_shared<const Program>(exe, called, cwd, arguments));
    }
    program = all[number];
}

template <typename Archive>
void archive_own(Context<Archive>& context, Execution& run) {
    archive_program(context, run.program);
    archive(context.at, run.since);
}

template <typename Archive>
void archive_own(Context<Archive>& context, Hold& hold) {
    archive(context.at, hold.fifo, hold.reads, hold.writes, hold.fd, hold.opened, hold.renewed);
    archive_program(context, hold.program);
    archive(context.at, hold.forked, hold.passed, hold.script, hold.kept);
}

template <typename Archive>
void archive_own(Context<Archive>& context, Connection& connection) {
    auto& [address, port] = connection.endpoint;
    archive(context.at, connection.kind, address, port, connection.made);
    archive_program(context, connection.program);
}

template <typename Archive, typename Value>
void archive_list(Context<Archive>& context, std::vector<Value>& values) {
    event::archive_each(context.at, values, [&](Value& value) { archive_own(context, value); });
}

template <typename Archive>
void archive_reference(Archive& at, Reference& reference) {
    archive(at, reference.pid, reference.id);
}

template <typename Archive>
void archive_traces(Context<Archive>& context, Process& process) {
    bool there = process.traces != nullptr;
    archive(context.at, there);
    if (!there) return;
    auto& traces = process.trace();
    archive_list(context, traces.holds);
    archive_list(context, traces.connections);
    archive(context.at, traces.near, traces.near_connection, traces.child_executed);
}

/// All but what links it to others.
template <typename Archive>
void archive_own(Context<Archive>& context, Process& process) {
    auto& at = context.at;
    archive(at, process.id, process.node, process.pid, process.ppid, process.session);
    archive(at, process.uid, process.gid, process.login_uid);
    archive(at, process.first, process.appeared, process.last_sign, process.started);
    archive_own(context, process.inherited);
    archive_list(context, process.own);
    archive(at, process.leads_session, process.parent_guessed);
    archive_reference(at, process.other_parent);
    archive_traces(context, process);
}

template <typename Archive>
void archive_own(Archive& at, Fifo& fifo) {
    archive(at, fifo.key, fifo.node, fifo.file.device, fifo.file.inode);
    archive(at, fifo.path, fifo.first, fifo.created);
    archive_reference(at, fifo.creator);
    archive(at, fifo.removed, fifo.renamed, fifo.remover, fifo.renamer);
}

bool is_near(const Process& process) {
    return process.traces && !(process.traces->near.empty() && process.traces->holds.empty());
}

/// Near a FIFO, or close below what is.
bool belongs(const Process& process) {
    bool found = is_near(process);
    int depth = 0;
    process::for_each_ancestor(process, [&](const Process& ancestor) {
        found = found || is_near(ancestor);
        return !found && ++depth < family_depth;
    });
    return found;
}

/// Whom to keep: parents before their children, who has to do with FIFOs first, then the latest.
class Selection {
public:
    Selection(process::ProcessTable& table, std::size_t limit) : limit_{limit} {
        std::vector<Process*> family;
        std::vector<Process*> others;
        table.for_each(
            [&](Process& process) { (belongs(process) ? family : others).push_back(&process); });
        for (const auto* list : {&family, &others})
            std::for_each(list->rbegin(), list->rend(),
                          [this](Process* process) { add(*process); });
    }
    [[nodiscard]] const std::vector<Process*>& chosen() const noexcept { return chosen_; }
    [[nodiscard]] bool has(const Process* process) const { return known_.contains(process); }

private:
    /// With those above it, as far up as anybody looks.
    void add(Process& process) {
        std::vector<Process*> line;
        for (auto* at = &process; at != nullptr && !known_.contains(at) && line.size() <= reach;
             at = at->parent)
            line.push_back(at);
        while (!line.empty() && chosen_.size() < limit_) {
            chosen_.push_back(line.back());
            known_.insert(line.back());
            line.pop_back();
        }
    }

    std::size_t limit_;
    std::vector<Process*> chosen_;
    std::unordered_set<const Process*> known_;
};

std::vector<std::uint64_t> holders_of(const Fifo& fifo, const Selection& selection) {
    std::vector<std::uint64_t> ids;
    for (const auto* holder : fifo.holders)
        if (selection.has(holder)) ids.push_back(holder->id);
    return ids;
}

using ById = std::unordered_map<std::uint64_t, Process*>;

void save_processes(event::ArchiveWriter& to, const process::ProcessTable& table,
                    const Selection& selection) {
    Context<event::ArchiveWriter> context{to, {}};
    to.number(selection.chosen().size());
    for (auto* const process : selection.chosen()) {
        archive_own(context, *process);
        for (const auto text : {process->user, process->login_user, process->tty, process->unit})
            to.text(table.text(text));
        to.number(selection.has(process->parent) ? process->parent->id : 0);
    }
}

/// A process with its texts; then the id of its parent. Nullptr: the bytes are not sound.
Process* restore_process(Context<event::ArchiveReader>& context, process::ProcessTable& table,
                         const ById& by_id) {
    auto process = std::make_unique<Process>();
    archive_own(context, *process);
    for (auto* const text : {&process->user, &process->login_user, &process->tty, &process->unit})
        *text = table.number_of(context.at.text());
    const auto parent = by_id.find(context.at.number());
    if (!context.at.sound()) return nullptr;
    return table.enter(std::move(process), parent == by_id.end() ? nullptr : parent->second);
}

ById restore_processes(event::ArchiveReader& from, process::ProcessTable& table) {
    Context<event::ArchiveReader> context{from, {}};
    ById by_id;
    for (auto count = from.number(); count > 0 && from.sound(); --count)
        if (auto* const process = restore_process(context, table, by_id))
            by_id.emplace(process->id, process);
    return by_id;
}

void restore_fifo(event::ArchiveReader& from, FifoTable& fifos, const ById& by_id) {
    Fifo fifo;
    std::vector<std::uint64_t> holders;
    archive_own(from, fifo);
    archive(from, holders);
    if (!from.sound()) return;
    for (const auto id : holders)
        if (const auto holder = by_id.find(id); holder != by_id.end())
            fifo.holders.push_back(holder->second);
    fifos.enter(std::move(fifo));
}

}  // namespace

void save(event::ArchiveWriter& to, Tracker& tracker, std::size_t processes) {
    const Selection selection{tracker.process_table(), processes};
    save_processes(to, tracker.process_table(), selection);
    to.number(tracker.fifos().size());
    tracker.fifos().for_each([&](Fifo& fifo) {
        archive_own(to, fifo);
        auto holders = holders_of(fifo, selection);
        archive(to, holders);
    });
}

bool restore(event::ArchiveReader& from, Tracker& tracker) {
    const auto by_id = restore_processes(from, tracker.process_table());
    for (auto count = from.number(); count > 0 && from.sound(); --count)
        restore_fifo(from, tracker.fifos(), by_id);
    tracker.make_consistent();
    return from.sound();
}

}  // namespace pipehound::pipe
