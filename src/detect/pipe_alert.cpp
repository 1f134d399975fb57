// SPDX-License-Identifier: Apache-2.0
#include "detect/pipe_alert.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "alert/headline.hpp"
#include "detect/evidence_list.hpp"
#include "detect/members.hpp"
#include "detect/pipe_rule.hpp"
#include "pipe/commands.hpp"

namespace pipehound::detect {

namespace {

using alert::Role;
using process::Connection;
using process::Process;

constexpr std::size_t commands_limit = 32;  // of the shell leg, told as members

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

void add_fifo(EvidenceList& evidence, const pipe::Fifo& fifo) {
    if (fifo.created)
        evidence.add(*fifo.created, "fifo-created", fifo.creator.pid, "created " + fifo.path);
    if (fifo.renamed)
        evidence.add(*fifo.renamed, "fifo-renamed", fifo.renamer, "renamed to " + fifo.path);
    if (fifo.removed)
        evidence.add(*fifo.removed, "fifo-removed", fifo.remover, "removed " + fifo.path);
}

void add_process(EvidenceList& evidence, const Process& process,
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

    EvidenceList evidence{EvidenceList::Order::by_time};
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
    evidence.write(alert);
    alert.detections = incident.detections;
    return alert;
}

}  // namespace pipehound::detect
