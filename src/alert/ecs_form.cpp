// SPDX-License-Identifier: Apache-2.0
// Written in the order in which a person reads a document: what and how bad, the rule, who, what
// file, where to, then our own part.
#include "alert/ecs_form.hpp"

#include <algorithm>
#include <array>

#include "alert/attack.hpp"
#include "alert/headline.hpp"
#include "event/document.hpp"
#include "event/text.hpp"

namespace pipehound::alert {

namespace {

using event::Document;
using event::Json;

/// Elastic's numbers for its four severities; it has none below low.
constexpr std::array<int, 5> severities{0, 21, 47, 73, 99};

Json time_or_null(event::Time time) {
    return time == event::Time{} ? Json{} : Json(event::iso8601(time));
}

template <typename Id>
Json digits_or_null(Id id) {
    return id == Id::unset ? Json{} : Json(std::to_string(number(id)));
}

Json user_object(const User& user) {
    Document document;
    document.set("id", digits_or_null(user.id));
    document.set("name", user.name);
    return std::move(document).take();
}

/// What a process is on its own, apart from its relations.
void set_program(Document& document, const Member& process) {
    document.set("pid", number(process.pid));
    document.set("entity_id", process.entity_id);
    document.set("executable", process.executable);
    document.set("name", event::base_name(process.executable));
    document.set("args", process.args);
    if (!process.args.empty()) document.set("args_count", process.args.size());
    document.set("command_line", event::command_line(process.args));
    document.set("working_directory", process.cwd);
    document.set("user", user_object(process.user));
    document.set("start", time_or_null(process.started));
}

Json process_object(const Alert& alert, const Member& process) {
    Document document;
    set_program(document, process);
    document.set("tty.name", process.tty);
    Document parent;
    if (process.parent)
        set_program(parent, alert.members[*process.parent]);
    else
        parent.set("pid", number(process.ppid));
    document.set("parent", std::move(parent).take());
    return std::move(document).take();
}

Json member_object(const Member& member) {
    Document document;
    document.set("role", name(member.role));
    document.set("pid", number(member.pid));
    document.set("ppid", number(member.ppid));
    document.set("entity_id", member.entity_id);
    document.set("executable", member.executable);
    document.set("args", member.args);
    document.set("working_directory", member.cwd);
    document.set("user", user_object(member.user));
    document.set("login_user", user_object(member.login_user));
    if (member.session != event::Session::unset) document.set("session", number(member.session));
    document.set("tty", member.tty);
    document.set("start", time_or_null(member.started));
    if (member.parent) document.set("parent", *member.parent);
    return std::move(document).take();
}

Json fifo_object(const Fifo& fifo) {
    Document document;
    document.set("path", fifo.path);
    document.set("device", event::device_text(fifo.file.device));
    document.set("inode", fifo.file.inode);
    if (fifo.created) document.set("created", event::iso8601(*fifo.created));
    document.set("unlinked", fifo.unlinked);
    return std::move(document).take();
}

Json evidence_object(const Evidence& evidence) {
    Document document;
    document.set("@timestamp", event::iso8601(evidence.time));
    document.set("event.id",
                 evidence.event_id.empty() ? std::to_string(evidence.serial) : evidence.event_id);
    document.set("serial", evidence.serial);
    document.set("action", evidence.action);
    document.set("pid", number(evidence.pid));
    document.set("summary", evidence.summary);
    return std::move(document).take();
}

template <typename Items, typename ToObject>
Json list_of(const Items& items, ToObject to_object) {
    Json list = Json::array();
    for (const auto& item : items) list.push_back(to_object(item));
    return list;
}

void set_event(Document& document, const Alert& alert) {
    document.set("@timestamp", event::iso8601(alert.last));
    document.set("ecs.version", "8.11.0");
    document.set("event.kind", alert.exclusion ? "event" : "alert");
    document.set("event.category", alert.kind == Kind::blindness
                                       ? Json{"host", "configuration"}
                                       : Json{"intrusion_detection", "process"});
    document.set("event.type", Json::array({"info"}));
    document.set("event.module", "pipehound");
    document.set("event.dataset", "pipehound.alerts");
    if (!alert.incident.empty())
        document.set("event.id", alert.incident + ':' + std::string{event::name(alert.level)});
    document.set("event.severity", severities[static_cast<std::size_t>(alert.level)]);
    document.set("event.risk_score", alert.risk_score);
    document.set("event.reason", alert.reason);
    document.set("event.start", time_or_null(alert.first));
    document.set("event.end", time_or_null(alert.last));
}

void set_rule(Document& document, const Rule& rule) {
    document.set("rule.id", rule.id);
    document.set("rule.name", rule.name);
    document.set("rule.description", rule.description);
    if (!rule.references.empty()) document.set("rule.reference", rule.references.front());
    document.set("rule.author", rule.author.empty() ? Json::array() : Json::array({rule.author}));
    document.set("rule.ruleset", rule.ruleset);
    document.set("pipehound.note", rule.note);
}

void set_processes(Document& document, const Alert& alert) {
    const Member* process = subject(alert);
    if (process == nullptr) return;
    document.set("process", process_object(alert, *process));
    document.set("user", user_object(process->user));
}

void set_file(Document& document, const Alert& alert) {
    if (alert.file) {
        document.set("file.path", alert.file->path);
        document.set("file.name", event::base_name(alert.file->path));
        document.set("file.type", alert.file->type);
    }
    if (alert.fifos.empty()) return;
    const Fifo& fifo = alert.fifos.front();
    document.set("file.path", fifo.path);
    document.set("file.name", event::base_name(fifo.path));
    document.set("file.inode", std::to_string(fifo.file.inode));
    document.set("file.type", "fifo");
    if (fifo.created) document.set("file.created", event::iso8601(*fifo.created));
}

void set_endpoint(Document& document, std::string prefix, const event::Endpoint& endpoint) {
    document.set(prefix + ".address", endpoint.address);
    document.set(prefix + ".ip", endpoint.address);
    document.set(prefix + ".port", endpoint.port);
}

void set_network(Document& document, const Alert& alert) {
    if (!alert.remote) return;
    const auto& [endpoint, direction] = *alert.remote;
    set_endpoint(document, "destination", endpoint);
    if (direction == Remote::Direction::inbound) set_endpoint(document, "source", endpoint);
    document.set("network.direction",
                 direction == Remote::Direction::outbound ? "egress" : "ingress");
    if (!endpoint.address.empty())
        document.set("network.type",
                     endpoint.address.find(':') == std::string::npos ? "ipv4" : "ipv6");
}

/// A list of (id, name, page) as ECS keeps it: three lists side by side.
class Column {
public:
    void add(std::string_view id, std::string_view name) {
        if (id.empty() || std::find(ids_.begin(), ids_.end(), Json(id)) != ids_.end()) return;
        ids_.push_back(id);
        names_.push_back(name);
        pages_.push_back(attack_page(id));
    }
    void write(Document& document, const std::string& prefix) const {
        document.set(prefix + ".id", ids_);
        document.set(prefix + ".name", names_);
        document.set(prefix + ".reference", pages_);
    }

private:
    Json ids_ = Json::array();
    Json names_ = Json::array();
    Json pages_ = Json::array();
};

void set_threat(Document& document, const std::vector<Technique>& techniques) {
    if (techniques.empty()) return;
    Column tactics;
    Column above;
    Column below;
    for (const auto& technique : techniques) {
        tactics.add(technique.tactic_id, technique.tactic_name);
        const bool sub = is_subtechnique(technique.id);
        above.add(technique_of(technique.id),
                  sub ? technique_name(technique.id) : std::string_view{technique.name});
        if (sub) below.add(technique.id, technique.name);
    }
    document.set("threat.framework", "MITRE ATT&CK");
    tactics.write(document, "threat.tactic");
    above.write(document, "threat.technique");
    below.write(document, "threat.technique.subtechnique");
}

void set_judgement(Document& document, const Alert& alert) {
    if (alert.kind != Kind::detection) document.set("pipehound.kind", name(alert.kind));
    document.set("pipehound.level", event::name(alert.level));
    document.set("pipehound.confidence", alert.confidence);
    document.set("pipehound.incident", alert.incident);
    if (alert.before) document.set("pipehound.previous_level", event::name(*alert.before));
    document.set("pipehound.confirmed_live", alert.confirmed_live);
    document.set("pipehound.reason", alert.reason);
    if (alert.remote) document.set("pipehound.direction", name(alert.remote->direction));
    document.set("pipehound.first", time_or_null(alert.first));
    document.set("pipehound.last", time_or_null(alert.last));
}

Json detection_object(const Detection& detection) {
    Document document;
    document.set("rule.id", detection.rule_id);
    document.set("rule.name", detection.rule_name);
    document.set("level", event::name(detection.level));
    document.set("@timestamp", event::iso8601(detection.time));
    document.set("serial", detection.serial);
    document.set("pid", number(detection.pid));
    return std::move(document).take();
}

void set_exclusion(Document& document, const Alert& alert) {
    if (alert.held_back > 0) document.set("pipehound.held_back", alert.held_back);
    if (!alert.exclusion) return;
    document.set("pipehound.excluded_by.id", alert.exclusion->filter_id);
    document.set("pipehound.excluded_by.name", alert.exclusion->filter_name);
    document.set("pipehound.excluded_by.reason", alert.exclusion->reason);
}

void set_evidence(Document& document, const Alert& alert) {
    if (!alert.fifos.empty()) document.set("pipehound.fifo", fifo_object(alert.fifos.front()));
    document.set("pipehound.fifos", list_of(alert.fifos, fifo_object));
    document.set("pipehound.members", list_of(alert.members, member_object));
    document.set("pipehound.evidence", list_of(alert.evidence, evidence_object));
    document.set("pipehound.detections", list_of(alert.detections, detection_object));
    if (alert.rule.references.size() > 1)
        document.set("pipehound.references", alert.rule.references);
}

}  // namespace

std::string ecs_json(const Alert& alert, const Context& context) {
    Document document;
    set_event(document, alert);
    document.set("message", headline(alert, context.host));
    set_rule(document, alert.rule);
    document.set("host.name", alert.host.empty() ? context.host : alert.host);
    set_processes(document, alert);
    set_file(document, alert);
    set_network(document, alert);
    set_threat(document, alert.techniques);
    set_judgement(document, alert);
    set_exclusion(document, alert);
    set_evidence(document, alert);
    if (context.truncated) document.set("pipehound.truncated", true);
    return document.line();
}

}  // namespace pipehound::alert
