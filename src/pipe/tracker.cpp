// SPDX-License-Identifier: Apache-2.0
#include "pipe/tracker.hpp"

#include <algorithm>
#include <utility>

#include "pipe/hold_strength.hpp"
#include "pipe/script_file.hpp"
#include "process/invocation.hpp"
#include "process/program_names.hpp"

namespace pipehound::pipe {

namespace {

using process::Connection;
using process::Hold;
using process::Process;

constexpr std::size_t holds_limit = 128;       // of one process
constexpr std::size_t holders_limit = 128;     // of one FIFO
constexpr std::size_t connections_limit = 16;  // of one process
constexpr std::size_t near_limit = 16;         // FIFOs that a process is said to be near of
constexpr int fifo_reach = 4;                  // levels up at which a hold is still near
constexpr int connection_reach = 7;            // the same for a connection
constexpr int judge_reach = 5;  // levels up from an event at which FIFOs near by are judged again

// Calls `visit` for the process and so many ancestors.
template <typename Visit>
void upward(Process& process, int levels, Visit&& visit) {
    visit(process);
    process::for_each_ancestor(process, [&](Process& ancestor) {
        if (levels-- <= 0) return false;
        visit(ancestor);
        return true;
    });
}

void add_near(std::vector<FifoKey>& near, FifoKey fifo) {
    std::erase(near, fifo);
    near.push_back(fifo);
    if (near.size() > near_limit) near.erase(near.begin());
}

void mark_near(Process& process) {
    for (const auto& hold : process.holds())
        upward(process, fifo_reach, [&](Process& at) { add_near(at.trace().near, hold.fifo); });
    if (!process.connections().empty())
        upward(process, connection_reach, [](Process& at) { at.trace().near_connection = true; });
}

// FIFOs near a process: all, or those that have a connection near them, too.
std::vector<FifoKey> near_fifos(Process& process, bool all) {
    std::vector<FifoKey> fifos;
    upward(process, judge_reach, [&](const Process& at) {
        if (!at.traces || (!all && !at.traces->near_connection)) return;
        for (const auto fifo : at.traces->near)
            if (std::find(fifos.begin(), fifos.end(), fifo) == fifos.end()) fifos.push_back(fifo);
    });
    return fifos;
}

// A name like /dev/fd/63 is how bash passes an anonymous pipe; only a FIFO known by another name is
// one here.
bool is_descriptor_path(std::string_view path) {
    return path.starts_with("/dev/fd/") || path.starts_with("/dev/std") ||
           (path.starts_with("/proc/") && path.find("/fd/") != std::string_view::npos);
}

bool redirects_before_fork(const process::Program& shell) {
    const auto name = process::base_name(shell.exe());
    return name == "dash" || name == "ash" || process::is_multicall(name);
}

}  // namespace

// A message tells less of its sender than is known: not even its parent.
Process& Tracker::actor_of(const event::Event& event, const event::Moment& now) {
    const bool message = std::holds_alternative<event::UserAuthenticated>(event.act) ||
                         std::holds_alternative<event::AccountChanged>(event.act) ||
                         std::holds_alternative<event::PolicyViolated>(event.act);
    auto* const known = message ? processes_.find(event.header.node, event.actor.pid) : nullptr;
    return known != nullptr ? *known : processes_.observe(event, now);
}

Tracker::Change Tracker::advance(const event::Event& event, const event::Moment& now) {
    auto& process = actor_of(event, now);
    const auto concern =
        std::visit([&](const auto& act) { return take(process, act, event, now); }, event.act);
    forget_evicted();
    switch (concern) {
        case Concern::none:
            return {&process, {}};
        case Concern::opened_fifo:
            return {
                &process,
                {fifos_.find(event.header.node, std::get<event::FileOpened>(event.act).file)->key}};
        case Concern::near_connections:
            return {&process, near_fifos(process, false)};
        case Concern::near_fifos:
            return {&process, near_fifos(process, true)};
    }
    return {&process, {}};
}

void Tracker::learn(event::NodeId node, const event::LiveProcess& live, const event::Moment& now) {
    auto& process = processes_.learn(node, live, now);
    mark_near(process);
    forget_evicted();
}

Tracker::Concern Tracker::take(Process& process, const event::ProcessExecuted&,
                               const event::Event& event, const event::Moment& now) {
    const bool forked = !process.executed();
    processes_.execute(process, event, now);
    if (forked) pass_on(process);
    const auto& program = *process.program();
    const bool leg = program.named_network_tool() || process::runs_its_input(program);
    return leg ? Concern::near_fifos : Concern::near_connections;
}

// dash and ash open the redirections of a simple command themselves, right before they fork it.
// Such an open is the next child's where the child can use it: both ends of something, or a FIFO
// that a shell reads. (A lone `>f` may as well be a builtin's.)
void Tracker::pass_on(Process& child) {
    auto* shell = child.parent;
    if (shell == nullptr || !shell->executed() || !redirects_before_fork(*shell->program())) return;
    const auto before = std::exchange(shell->trace().child_executed, child.current().since.ordinal);
    std::vector<Hold> fresh;
    for (const auto& hold : shell->holds())
        if (hold.renewed > before && strength(hold, *shell) == Strength::shell)
            fresh.push_back(hold);
    const bool two = std::any_of(fresh.begin(), fresh.end(),
                                 [&](const Hold& hold) { return hold.fifo != fresh.front().fifo; });
    const bool read = std::any_of(fresh.begin(), fresh.end(), [&](const Hold& hold) {
        return hold.reads && (hold.writes || process::runs_its_input(*child.program()));
    });
    if (!two && !read) return;
    for (auto& hold : fresh) {
        hold.forked = false;
        hold.passed = true;
        if (auto* fifo = fifos_.find(hold.fifo)) add_hold(child, *fifo, std::move(hold));
    }
}

Tracker::Concern Tracker::take(Process& process, const event::SessionChanged&, const event::Event&,
                               const event::Moment&) {
    process.leads_session = true;
    return Concern::none;
}

Tracker::Concern Tracker::take(Process& process, const event::FileCreated& act,
                               const event::Event& event, const event::Moment& now) {
    if (act.type != event::FileType::fifo || act.linked) return Concern::none;
    auto& fifo = fifos_.create(event.header.node, act.file, act.path, now);
    fifo.created = now;
    fifo.creator = {process.pid, process.id};
    return Concern::none;
}

Tracker::Concern Tracker::take(Process& process, const event::FileOpened& act,
                               const event::Event& event, const event::Moment& now) {
    if (act.type != event::FileType::fifo) return Concern::none;
    if (is_descriptor_path(act.path) && fifos_.find(event.header.node, act.file) == nullptr)
        return Concern::none;
    if (process.traces)  // open gives the lowest free number: what has a lower one is open still
        for (auto& hold : process.traces->holds) hold.kept = hold.kept || act.fd > hold.fd;
    auto& fifo = fifos_.use(event.header.node, act.file, act.path, now);
    Hold hold{.fifo = fifo.key,
              .reads = act.reads,
              .writes = act.writes,
              .fd = act.fd,
              .opened = now,
              .renewed = now.ordinal};
    hold.program = process.current().program;
    hold.forked = !process.executed();
    hold.script =
        act.reads && process.executed() && opens_as_script(*process.program(), act, fifo.path);
    add_hold(process, fifo, std::move(hold));
    return Concern::opened_fifo;
}

Tracker::Concern Tracker::take(Process& process, const event::FileRemoved& act,
                               const event::Event& event, const event::Moment& now) {
    if (act.type != event::FileType::fifo) return Concern::none;
    if (auto* fifo = fifos_.find(event.header.node, act.file)) {
        fifo->removed = now;
        fifo->remover = process.pid;
    }
    return Concern::none;
}

Tracker::Concern Tracker::take(Process& process, const event::FileRenamed& act,
                               const event::Event& event, const event::Moment& now) {
    if (act.type != event::FileType::fifo) return Concern::none;
    auto& fifo = fifos_.use(event.header.node, act.file, act.to, now);
    fifo.path = act.to;
    fifo.renamed = now;
    fifo.renamer = process.pid;
    return Concern::none;
}

Tracker::Concern Tracker::take(Process& process, const event::SocketConnected& act,
                               const event::Event&, const event::Moment& now) {
    add_connection(process,
                   {Connection::Kind::connected, act.remote, now, process.current().program});
    return Concern::near_fifos;
}

Tracker::Concern Tracker::take(Process& process, const event::SocketAccepted& act,
                               const event::Event&, const event::Moment& now) {
    add_connection(process,
                   {Connection::Kind::accepted, act.remote, now, process.current().program});
    return Concern::near_fifos;
}

Tracker::Concern Tracker::take(Process& process, const event::SocketBound& act, const event::Event&,
                               const event::Moment& now) {
    if (act.local.port == 0)
        return Concern::none;  // any free port: a client's bind before its connect
    add_connection(process, {Connection::Kind::bound, act.local, now, process.current().program});
    return Concern::near_fifos;
}

void Tracker::add_hold(Process& process, Fifo& fifo, Hold hold) {
    auto& holds = process.trace().holds;
    const auto same = std::find_if(holds.begin(), holds.end(), [&](const Hold& known) {
        return known.fifo == hold.fifo && known.reads == hold.reads &&
               known.writes == hold.writes && known.program == hold.program &&
               known.passed == hold.passed;
    });
    if (same != holds.end()) {
        same->renewed = hold.renewed;
        same->fd = hold.fd;
        return;
    }
    if (holds.size() >= holds_limit) drop_hold(process, holds.front().fifo);
    process.trace().holds.push_back(std::move(hold));
    if (std::find(fifo.holders.begin(), fifo.holders.end(), &process) == fifo.holders.end()) {
        if (fifo.holders.size() >= holders_limit) drop_oldest_holder(fifo);
        fifo.holders.push_back(&process);
    }
    mark_near(process);
}

void Tracker::drop_hold(Process& process, FifoKey key) {
    std::erase_if(process.trace().holds, [key](const Hold& hold) { return hold.fifo == key; });
    if (auto* fifo = fifos_.find(key)) std::erase(fifo->holders, &process);
}

// Of many holders the first few stay, since they may be the ones that live long; of the others the
// oldest goes.
void Tracker::drop_oldest_holder(Fifo& fifo) {
    auto& holder = *fifo.holders[holders_limit / 8];
    drop_hold(holder, fifo.key);
}

void Tracker::add_connection(Process& process, Connection connection) {
    auto& connections = process.trace().connections;
    const auto same =
        std::find_if(connections.begin(), connections.end(), [&](const Connection& known) {
            return known.kind == connection.kind && known.endpoint == connection.endpoint &&
                   known.program == connection.program;
        });
    if (same == connections.end()) {
        if (connections.size() >= connections_limit)
            connections.erase(connections.begin() + connections_limit / 4);
        connections.push_back(std::move(connection));
    }
    mark_near(process);
}

void Tracker::make_consistent() {
    processes_.for_each([this](Process& process) {
        if (process.traces)
            std::erase_if(process.traces->holds,
                          [this](const Hold& hold) { return fifos_.find(hold.fifo) == nullptr; });
    });
    fifos_.for_each([](Fifo& fifo) {
        std::erase_if(fifo.holders, [&](const Process* holder) {
            const auto& holds = holder->holds();
            return std::none_of(holds.begin(), holds.end(),
                                [&](const Hold& hold) { return hold.fifo == fifo.key; });
        });
    });
}

void Tracker::forget_evicted() {
    for (const auto& process : processes_.take_evicted())
        for (const auto& hold : process->holds())
            if (auto* fifo = fifos_.find(hold.fifo)) std::erase(fifo->holders, process.get());
    for (const auto& fifo : fifos_.take_evicted())
        for (auto* holder : fifo.holders)
            std::erase_if(holder->trace().holds,
                          [&](const Hold& hold) { return hold.fifo == fifo.key; });
}

}  // namespace pipehound::pipe
