// SPDX-License-Identifier: Apache-2.0
#include "detect/pipe_alert.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "alert/headline.hpp"
#include "detect/identifier.hpp"
#include "detect/pipe_rule.hpp"
#include "pipe/commands.hpp"

namespace pipehound::detect {

namespace {

using alert::Role;
using process::Connection;
using process::Process;

constexpr std::size_t commands_limit = 32;  // of the shell leg, told as members
constexpr std::size_t evidence_limit = 200;

// Collects the members of an incident, each in the first role it was given.
class Members {
public:
    Members(const process::ProcessTable& processes, std::string_view node)
        : processes_{processes}, node_{node} {}

    void add(const Process* process, Role role) {
        if (process != nullptr) roles_.emplace(process, role);
    }

    // What stands between members and ties them together: everything up to the lowest process that
    // is above all.
    void add_ancestors() {
        std::map<const Process*, std::size_t> below;
        for (const auto& [process, role] : std::map{roles_}) {
            ++below[process];
            process::for_each_ancestor(*process, [&](const Process& ancestor) {
                ++below[&ancestor];
                return true;
            });
        }
        const auto all = roles_.size();
        for (const auto& [process, role] : std::map{roles_})
            process::for_each_ancestor(*process, [&](const Process& ancestor) {
                add(&ancestor, Role::ancestor);
                return below[&ancestor] < all;
            });
    }

    [[nodiscard]] const std::map<const Process*, Role>& roles() const noexcept { return roles_; }

    // Parents first, otherwise in the order in which they appeared.
    [[nodiscard]] std::vector<alert::Member> told() const {
        std::vector<const Process*> order;
        for (const auto& [process, role] : roles_) order.push_back(process);
        std::sort(order.begin(), order.end(),
                  [](const Process* one, const Process* other) { return one->id < other->id; });
        std::stable_sort(
            order.begin(), order.end(),
            [this](const Process* one, const Process* other) { return depth(one) < depth(other); });
        std::vector<alert::Member> members;
        for (const auto* process : order) {
            members.push_back(tell(*process));
            const auto parent = std::find(order.begin(), order.end(), process->parent);
            if (parent != order.end())
                members.back().parent = static_cast<std::size_t>(parent - order.begin());
        }
        return members;
    }

private:
    [[nodiscard]] int depth(const Process* process) const {
        int depth = 0;
        process::for_each_ancestor(*process, [&](const Process& ancestor) {
            depth += roles_.contains(&ancestor) ? 1 : 0;
            return true;
        });
        return depth;
    }

    [[nodiscard]] alert::Member tell(const Process& process) const {
        alert::Member member;
        member.role = roles_.at(&process);
        member.pid = process.pid;
        member.ppid = process.ppid;
        member.entity_id = entity_id(process, node_);
        if (const auto* program = process.program()) {
            member.executable = program->exe();
            for (const auto argument : program->arguments()) member.args.emplace_back(argument);
            member.cwd = program->cwd();
        }
        member.user = {process.uid, std::string{processes_.text(process.user)}};
        member.login_user = {process.login_uid, std::string{processes_.text(process.login_user)}};
        member.session = process.session;
        member.tty = processes_.text(process.tty);
        member.started = process.started;
        return member;
    }

    const process::ProcessTable& processes_;
    std::string_view node_;
    std::map<const Process*, Role> roles_;
};

// Collects evidence in the order of the events.
class Evidence {
public:
    void add(const event::Moment& moment, std::string_view action, event::Pid pid,
             std::string summary) {
        if (moment.serial == 0) return;  // told by /proc, not by a record
        pieces_.emplace(std::pair{moment.ordinal, pieces_.size()},
                        alert::Evidence{moment.time, moment.serial, std::string{action}, pid,
                                        std::move(summary)});
    }

    [[nodiscard]] std::vector<alert::Evidence> told() const {
        std::vector<alert::Evidence> told;
        for (const auto& [order, piece] : pieces_)
            if (told.size() < evidence_limit) told.push_back(piece);
        return told;
    }

private:
    std::map<std::pair<event::Ordinal, std::size_t>, alert::Evidence> pieces_;
};

struct Told {
    std::string_view action;
    std::string_view summary;
};

Told told_of(Connection::Kind kind) {
    switch (kind) {
        case Connection::Kind::accepted:
            return {"socket-accepted", "accepted a connection from "};
        case Connection::Kind::connected:
            return {"socket-connected", "connected to "};
        case Connection::Kind::bound:
            return {"socket-bound", "bound to "};
        case Connection::Kind::named:
            break;
    }
    return {"process-executed", "is a network tool by name"};
}

std::string_view mode_words(const process::Hold& hold) {
    if (hold.reads && hold.writes) return " for reading and writing (fd ";
    return hold.reads ? " for reading (fd " : " for writing (fd ";
}

void add_fifo(Evidence& evidence, const pipe::Fifo& fifo) {
    if (fifo.created)
        evidence.add(*fifo.created, "fifo-created", fifo.creator.pid, "created " + fifo.path);
    if (fifo.renamed)
        evidence.add(*fifo.renamed, "fifo-renamed", fifo.renamer, "renamed to " + fifo.path);
    if (fifo.removed)
        evidence.add(*fifo.removed, "fifo-removed", fifo.remover, "removed " + fifo.path);
}

void add_process(Evidence& evidence, const Process& process,
                 const std::vector<const pipe::Fifo*>& fifos) {
    for (const auto& run : process.own)
        if (run.program)
            evidence.add(run.since, "process-executed", process.pid,
                         "executed " + run.program->command_line());
    for (const auto& hold : process.holds()) {
        const auto fifo = std::find_if(fifos.begin(), fifos.end(),
                                       [&](const auto* known) { return known->key == hold.fifo; });
        if (fifo == fifos.end() || hold.passed) continue;
        evidence.add(hold.opened, "fifo-opened", process.pid,
                     "opened " + (*fifo)->path + std::string{mode_words(hold)} +
                         std::to_string(hold.fd) + ")");
    }
    for (const auto& connection : process.connections()) {
        const auto [action, summary] = told_of(connection.kind);
        evidence.add(connection.made, action, process.pid,
                     std::string{summary} + alert::endpoint_text(connection.endpoint));
    }
}

std::optional<alert::Remote> remote_of(const pipe::Verdict& verdict) {
    if (!verdict.connection) return std::nullopt;
    using Direction = alert::Remote::Direction;
    const auto& endpoint = verdict.connection->endpoint;
    switch (verdict.connection->kind) {
        case Connection::Kind::connected:
            return alert::Remote{endpoint, Direction::outbound};
        case Connection::Kind::accepted:
            return alert::Remote{endpoint, Direction::inbound};
        case Connection::Kind::bound:
            return alert::Remote{endpoint, Direction::listening};
        case Connection::Kind::named:
            break;
    }
    return std::nullopt;
}

std::vector<alert::Fifo> told_fifos(const std::vector<const pipe::Fifo*>& fifos) {
    std::vector<alert::Fifo> told;
    for (const auto* fifo : fifos) {
        told.push_back(
            {.path = fifo->path, .file = fifo->file, .unlinked = fifo->removed.has_value()});
        if (fifo->created) told.back().created = fifo->created->time;
    }
    return told;
}

void add_commands(Members& members, const pipe::Verdict& verdict) {
    auto commands = pipe::commands_below(*verdict.shell);
    if (commands.size() > commands_limit)
        commands.erase(commands.begin(), commands.end() - commands_limit);
    for (const auto& command : commands) members.add(command.process, Role::command);
}

}  // namespace

alert::Alert pipe_alert(const pipe::Verdict& verdict, const Incident& incident,
                        const process::ProcessTable& processes, std::string_view node) {
    Members members{processes, node};
    members.add(verdict.shell, Role::shell);
    members.add(verdict.network, Role::network);
    for (const auto* relay : verdict.relays) members.add(relay, Role::relay);
    for (const auto* fifo : verdict.fifos)
        members.add(processes.resolve(fifo->node, fifo->creator), Role::creator);
    add_commands(members, verdict);
    members.add_ancestors();

    Evidence evidence;
    for (const auto* fifo : verdict.fifos) add_fifo(evidence, *fifo);
    for (const auto& [process, role] : members.roles())
        if (role != Role::ancestor) add_process(evidence, *process, verdict.fifos);

    alert::Alert alert;
    alert.level = verdict.level;
    alert.confidence = verdict.confidence;
    alert.risk_score = risk_score(verdict.level);
    alert.rule = pipe_rule();
    alert.techniques = techniques(verdict);
    alert.reason = verdict.reason;
    alert.incident = incident.id;
    alert.before = incident.level;
    alert.confirmed_live = incident.confirmed_live;
    alert.host = node;
    alert.fifos = told_fifos(verdict.fifos);
    alert.remote = remote_of(verdict);
    alert.members = members.told();
    alert.evidence = evidence.told();
    for (const auto& piece : alert.evidence) {
        alert.first = alert.first == event::Time{} ? piece.time : std::min(alert.first, piece.time);
        alert.last = std::max(alert.last, piece.time);
    }
    return alert;
}

}  // namespace pipehound::detect
