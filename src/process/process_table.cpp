// SPDX-License-Identifier: Apache-2.0
#include "process/process_table.hpp"

#include <algorithm>
#include <utility>

#include "process/invocation.hpp"

namespace pipehound::process {

namespace {

using event::number;

constexpr std::size_t own_limit = 8;  // programs kept of one process
constexpr int guess_window = 64;      // how many pids before an orphan its parent is looked for
constexpr event::Duration guess_age{
    1000};  // how long before an orphan's first sign its parent may have been heard of last

bool is_exec(const event::Event& event) {
    return std::holds_alternative<event::ProcessExecuted>(event.act);
}

std::string_view exe_of(const Process& process) {
    const auto* program = process.program();
    return program != nullptr ? program->exe() : std::string_view{};
}

// What a fork of `parent` runs: what the parent runs or, where `exe` says another thing, ran a
// moment ago.
std::shared_ptr<const Program> inherited_program(const Process* parent, std::string_view exe) {
    if (parent != nullptr) {
        const auto fits = [exe](const Execution& run) {
            return run.program && (exe.empty() || run.program->exe() == exe);
        };
        const auto run = std::find_if(parent->own.rbegin(), parent->own.rend(), fits);
        if (run != parent->own.rend()) return run->program;
        if (fits(parent->inherited)) return parent->inherited.program;
    }
    return exe.empty() ? nullptr : std::make_shared<Program>(exe);
}

// A shell -c whose text has no pipe, background job, subshell or group makes no forks that execute
// nothing.
bool forks_plainly(const Process& shell) {
    if (!shell.executed()) return false;
    const auto call = invocation(*shell.program());
    return call.source == Invocation::Source::text &&
           call.argument.find_first_of("(|&`{") == std::string_view::npos;
}

// When a parent dies, init or an ancestor that asked for it (prctl(2), PR_SET_CHILD_SUBREAPER)
// becomes the parent. Such a one is older, and no shell.
bool may_have_adopted(const Process* parent, const Process& child, const event::Actor& actor) {
    if (number(actor.ppid) == 1) return true;
    if (parent == nullptr) return actor.login_uid == child.login_uid;
    if (child.below(*parent)) return true;
    return parent->first.ordinal < child.first.ordinal && parent->program() != nullptr &&
           !parent->program()->is_shell();
}

bool same_program(const Program& one, const Program* other) {
    return other != nullptr && one.exe() == other->exe() && one.arguments() == other->arguments();
}

}  // namespace

ProcessTable::ProcessTable(std::size_t limit) : limit_{std::max<std::size_t>(limit, 2)} {}
ProcessTable::~ProcessTable() = default;

Process* ProcessTable::find(event::NodeId node, event::Pid pid) const noexcept {
    const auto found = processes_.find({node, pid});
    return found == processes_.end() ? nullptr : found->second.get();
}

Process* ProcessTable::resolve(event::NodeId node, const Reference& reference) const noexcept {
    Process* process = reference.id == 0 ? nullptr : find(node, reference.pid);
    return process != nullptr && process->id == reference.id ? process : nullptr;
}

namespace {

// Is the pid that `known` had another process by now?
bool is_another(const Process& known, const Process* parent, const event::Event& event) {
    const auto& actor = event.actor;
    const bool parent_changed =
        number(known.ppid) != 0 && actor.ppid != known.ppid && !known.parent_guessed;
    if (parent_changed && !may_have_adopted(parent, known, actor)) return true;
    if (is_exec(event) || !known.executed() || parent == nullptr) return false;
    // It does not run what it executed but what its parent runs: a new fork. (A running file that
    // was renamed or removed changes its name in the records, too.)
    const auto exe = without_deleted(actor.exe);
    return exe != exe_of(known) && exe == exe_of(*parent);
}

}  // namespace

Process& ProcessTable::observe(const event::Event& event, const event::Moment& now) {
    const auto& actor = event.actor;
    const auto node = event.header.node;
    const bool parent_told = number(actor.ppid) > 1 && actor.ppid != actor.pid;
    Process* parent = parent_told ? find(node, actor.ppid) : nullptr;
    Process* process = find(node, actor.pid);
    if (process != nullptr && is_another(*process, parent, event)) {
        remove(*process);
        process = nullptr;
    }
    if (process == nullptr) {
        process = &add_forked(event, parent, now);
    } else if (process->parent_guessed && parent != nullptr && parent != process->parent &&
               parent != process && !parent->below(*process)) {
        adopt(*process, parent);
        process->parent_guessed = false;
    }
    describe(*process, actor);
    const auto exe = without_deleted(actor.exe);
    if (!process->executed() && !is_exec(event) && exe_of(*process) != exe)
        process->inherited.program = inherited_program(process->parent, exe);
    mark_sign(*process, event.header.time);
    use(*process);
    make_room(process);
    return *process;
}

Process& ProcessTable::add_forked(const event::Event& event, Process* parent,
                                  const event::Moment& now) {
    const auto& actor = event.actor;
    if (parent == nullptr && number(actor.ppid) > 1 && actor.ppid != actor.pid)
        parent = &add_orphan(event, actor.ppid, now);
    if (parent == nullptr) return add_orphan(event, actor.pid, now);
    auto& process = add(event.header, actor.pid, parent, now);
    process.inherited.program =
        inherited_program(parent, is_exec(event) ? std::string_view{} : without_deleted(actor.exe));
    return process;
}

// A parent that forked without exec leaves no record; neither does one whose own parent is gone.
// What is known of it is its pid, and that a shell makes such forks: so the youngest shell of the
// session among the pids just before it is the likely parent.
Process& ProcessTable::add_orphan(const event::Event& event, event::Pid pid,
                                  const event::Moment& now) {
    const auto& actor = event.actor;
    const bool itself = pid == actor.pid;
    const auto exe = itself && !is_exec(event) ? without_deleted(actor.exe) : std::string_view{};
    const bool left_alone =
        number(actor.ppid) <= 1;  // its parent is gone, so it must have been at work a moment ago
    Process* script = nullptr;
    Process* subshell = nullptr;
    for (int distance = 1; distance <= guess_window && number(pid) > distance; ++distance) {
        auto* near = find(event.header.node, event::Pid{number(pid) - distance});
        if (near == nullptr || near->session != actor.session || near->program() == nullptr)
            continue;
        const auto& program = *near->program();
        if (!program.named_shell() || (!exe.empty() && program.exe() != exe)) continue;
        if (left_alone && event.header.time - near->last_sign >= guess_age) continue;
        if (near->executed() && (runs_its_input(program) || forks_plainly(*near))) continue;
        auto*& best = near->executed() ? script : subshell;
        if (best == nullptr) best = near;
    }
    Process* parent = script != nullptr ? script : subshell;
    auto& process = add(event.header, pid, parent, now);
    process.session = actor.session;
    process.login_uid = actor.login_uid;
    process.ppid = itself ? actor.ppid : event::Pid{};
    process.inherited.program = inherited_program(parent, exe);
    process.parent_guessed = true;
    process.appeared = process.last_sign = event.header.time;
    if (script != nullptr && subshell != nullptr && subshell->below(*script))
        process.other_parent = {subshell->pid, subshell->id};
    return process;
}

Process& ProcessTable::add(const event::Header& header, event::Pid pid, Process* parent,
                           const event::Moment& now) {
    auto& slot = processes_[{header.node, pid}];
    slot = std::make_unique<Process>();
    slot->id = ++last_id_;
    slot->node = header.node;
    slot->pid = pid;
    slot->first = now;
    slot->appeared = slot->last_sign = slot->started = header.time;
    adopt(*slot, parent);
    use(*slot);
    return *slot;
}

void ProcessTable::describe(Process& process, const event::Actor& actor) {
    process.ppid = actor.ppid;
    process.session = actor.session;
    process.uid = actor.uid;
    process.gid = actor.gid;
    process.login_uid = actor.login_uid;
    process.tty = texts_.intern(actor.tty).value_or(0);
    if (!actor.user.empty()) process.user = texts_.intern(actor.user).value_or(0);
    if (!actor.login_user.empty()) process.login_user = texts_.intern(actor.login_user).value_or(0);
}

void ProcessTable::mark_sign(Process& process, event::Time time) {
    const auto sign = [time](Process& at) {
        at.appeared = std::min(at.appeared, time);
        at.started = std::min(at.started, time);
    };
    sign(process);
    process.last_sign = std::max(process.last_sign, time);
    bool forks_only = true;
    for_each_ancestor(process, [&](Process& ancestor) {
        forks_only = forks_only && !ancestor.executed();
        if (forks_only) sign(ancestor);
        ancestor.last_sign = std::max(ancestor.last_sign, time);
        return true;
    });
}

void ProcessTable::execute(Process& process, const event::Event& event, const event::Moment& now) {
    const auto& act = std::get<event::ProcessExecuted>(event.act);
    process.own.push_back(
        {std::make_shared<Program>(event.actor.exe, act.called, act.cwd, act.argv), now});
    if (process.own.size() > own_limit) process.own.erase(process.own.begin() + 1);
}

Process& ProcessTable::learn(event::NodeId node, const event::LiveProcess& live,
                             const event::Moment& now) {
    constexpr event::Duration clock_slack{
        1000};  // the start is known to a clock tick, and the wall clock may have been set
    auto* process = find(node, live.pid);
    if (process != nullptr && process->last_sign + clock_slack < live.started) {
        remove(*process);
        process = nullptr;
    }
    const bool fresh = process == nullptr;
    if (fresh) process = &add({node, live.started, 0}, live.pid, nullptr, now);
    if (fresh || number(process->ppid) == 0) describe(*process, live);
    process->started = live.started;
    if (!live.unit.empty()) process->unit = texts_.intern(live.unit).value_or(0);
    auto* parent = number(live.ppid) > 1 ? find(node, live.ppid) : nullptr;
    const bool parent_open = process->parent == nullptr || process->parent_guessed;
    if (parent != nullptr && parent_open && parent != process && !parent->below(*process)) {
        adopt(*process, parent);
        process->parent_guessed = false;
    }
    if (!process->executed() && !live.exe.empty()) enter_program(*process, live);
    make_room(process);
    return *process;
}

// /proc does not tell a fork from a program: one that runs the same as its parent is taken for a
// fork of it.
void ProcessTable::enter_program(Process& process, const event::LiveProcess& live) {
    auto program = std::make_shared<Program>(live.exe, std::string_view{}, live.cwd, live.argv);
    if (process.parent != nullptr && same_program(*program, process.parent->program()))
        process.inherited.program = process.parent->current().program;
    else
        process.own.push_back({std::move(program), {0, live.started, 0}});
}

void ProcessTable::describe(Process& process, const event::LiveProcess& live) {
    process.ppid = live.ppid;
    process.session = live.session;
    process.login_uid = live.login_uid;
    process.uid = live.uid;
    process.gid = live.gid;
}

void ProcessTable::to_front(Process& used) noexcept {
    if (most_recent_ == &used) return;
    if (used.more_recent != nullptr) used.more_recent->less_recent = used.less_recent;
    if (used.less_recent != nullptr) used.less_recent->more_recent = used.more_recent;
    if (least_recent_ == &used) least_recent_ = used.more_recent;
    used.less_recent = most_recent_;
    used.more_recent = nullptr;
    if (most_recent_ != nullptr) most_recent_->more_recent = &used;
    most_recent_ = &used;
    if (least_recent_ == nullptr) least_recent_ = &used;
}

void ProcessTable::use(Process& process) noexcept {
    to_front(process);
    for_each_ancestor(process, [&](Process& ancestor) {
        to_front(ancestor);
        return true;
    });
}

Process* ProcessTable::enter(std::unique_ptr<Process> process, Process* parent) {
    const Key key{process->node, process->pid};
    if (processes_.size() >= limit_ || processes_.contains(key)) return nullptr;
    last_id_ = std::max(last_id_, process->id);
    auto& entered = *(processes_[key] = std::move(process));
    adopt(entered, parent);
    to_front(entered);
    return &entered;
}

void ProcessTable::adopt(Process& child, Process* parent) noexcept {
    if (child.parent != nullptr) {
        if (child.parent->last_child == &child) child.parent->last_child = child.older;
        if (child.older != nullptr) child.older->younger = child.younger;
        if (child.younger != nullptr) child.younger->older = child.older;
    }
    child.parent = parent;
    child.younger = nullptr;
    child.older = parent != nullptr ? std::exchange(parent->last_child, &child) : nullptr;
    if (child.older != nullptr) child.older->younger = &child;
}

void ProcessTable::remove(Process& process) {
    adopt(process, nullptr);
    while (process.last_child != nullptr) adopt(*process.last_child, nullptr);
    if (process.more_recent != nullptr) process.more_recent->less_recent = process.less_recent;
    if (process.less_recent != nullptr) process.less_recent->more_recent = process.more_recent;
    if (most_recent_ == &process) most_recent_ = process.less_recent;
    if (least_recent_ == &process) least_recent_ = process.more_recent;
    const auto slot = processes_.find({process.node, process.pid});
    evicted_.push_back(std::move(slot->second));
    processes_.erase(slot);
}

void ProcessTable::make_room(const Process* but) {
    while (processes_.size() > limit_ && least_recent_ != but) {
        remove(*least_recent_);
        ++evictions_;
    }
}

}  // namespace pipehound::process
