// SPDX-License-Identifier: Apache-2.0
// The schema is that of the event that came last, of an incident the process event's: its shell is
// the target process. What found it stands in the inspection fields that ASIM's schemas share
// (RuleName, ThreatName, ThreatRiskLevel, ...); what ASIM has no column for in AdditionalFields.
#include "alert/asim_form.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "alert/headline.hpp"
#include "event/asim.hpp"
#include "event/document.hpp"
#include "event/text.hpp"

namespace pipehound::alert {

namespace {

using event::Document;
using event::Json;
using event::Naming;

/// What the words of evidence are in ASIM. fifo-created is as file-created.
struct Happened {
    std::string_view action;
    Naming schema;
    std::string_view type;
};

constexpr std::array happenings{
    Happened{"process-executed", Naming::asim_process, "ProcessCreated"},
    Happened{"process-ended", Naming::asim_process, "ProcessTerminated"},
    Happened{"file-created", Naming::asim_file, "FileCreated"},
    Happened{"file-opened", Naming::asim_file, "FileAccessed"},
    Happened{"file-removed", Naming::asim_file, "FileDeleted"},
    Happened{"file-renamed", Naming::asim_file, "FileRenamed"},
    Happened{"file-altered", Naming::asim_file, "FileModified"},
    Happened{"socket-connected", Naming::asim_network, "EndpointNetworkSession"},
    Happened{"socket-accepted", Naming::asim_network, "EndpointNetworkSession"},
};

const Happened& happened(const Alert& alert) {
    if (alert.evidence.empty() || !alert.fifos.empty()) return happenings.front();
    std::string action = alert.evidence.back().action;
    if (action.starts_with("fifo")) action.replace(0, 4, "file");
    const auto* const found =
        std::find_if(happenings.begin(), happenings.end(),
                     [&](const Happened& known) { return known.action == action; });
    return found == happenings.end() ? happenings.front() : *found;
}

/// ASIM has four, without critical.
constexpr std::array<std::string_view, 5> severities{"Informational", "Low", "Medium", "High",
                                                     "High"};

class Columns {
public:
    explicit Columns(const event::AsimProjection& shown) : shown_{shown} {
        for (const auto& [name, column] : shown_.columns) document_.set_unknown(name);
    }

    void set(std::string_view column, Json value) {
        for (const auto& [name, of] : shown_.columns)
            if (of == column) document_.set_flat(name, value);
        if (shown_.rest) document_.set_flat(column, std::move(value));
    }
    void set_time(std::string_view column, event::Time time) {
        if (time != event::Time{}) set(column, event::iso8601(time));
    }
    template <typename Id>
    void set_id(std::string_view column, Id id) {
        if (id != Id::unset) set(column, std::to_string(number(id)));
    }
    [[nodiscard]] std::string line() const { return document_.line(); }

private:
    const event::AsimProjection& shown_;
    Document document_;
};

void set_event(Columns& columns, const Alert& alert, const Context& context) {
    const auto& what = happened(alert);
    const auto schema = event::asim_schema(what.schema);
    const auto host = alert.host.empty() ? context.host : alert.host;
    columns.set_time("TimeGenerated", alert.last);
    columns.set_time("EventStartTime", alert.first);
    columns.set_time("EventEndTime", alert.last);
    columns.set("EventCount", 1 + alert.held_back);
    columns.set("EventVendor", event::asim_vendor);
    columns.set("EventProduct", event::asim_product);
    columns.set("EventSchema", schema.name);
    columns.set("EventSchemaVersion", schema.version);
    columns.set("EventType", what.type);
    columns.set("EventResult", "Success");
    columns.set("EventSeverity", severities[static_cast<std::size_t>(alert.level)]);
    columns.set("EventOriginalSeverity", event::name(alert.level));
    columns.set("EventMessage", headline(alert, context.host));
    if (!alert.evidence.empty())
        columns.set("EventOriginalUid", std::to_string(alert.evidence.back().serial));
    columns.set("Dvc", host);
    columns.set("DvcHostname", host);
    columns.set("DvcOs", "Linux");
}

void set_inspection(Columns& columns, const Alert& alert) {
    columns.set("Rule", alert.rule.name);
    columns.set("RuleName", alert.rule.name);
    columns.set("ThreatId", alert.rule.id);
    columns.set("ThreatName", alert.rule.name);
    columns.set("ThreatRiskLevel", alert.risk_score);
    columns.set("ThreatConfidence", alert.confidence);
    columns.set("ThreatOriginalRiskLevel", event::name(alert.level));
}

/// `prefix`: "TargetProcess", "ActingProcess".
void set_process(Columns& columns, const std::string& prefix, const Member& process) {
    columns.set(prefix + "Id", std::to_string(number(process.pid)));
    columns.set(prefix + "Guid", process.entity_id);
    columns.set(prefix + "Name", process.executable);
    columns.set(prefix + "CommandLine", event::command_line(process.args));
    columns.set_time(prefix + "CreationTime", process.started);
}

/// `prefix`: "Actor", "TargetUser", "SrcUser". ASIM writes Username, and UserId.
void set_user(Columns& columns, const std::string& prefix, const User& user) {
    columns.set_id(prefix + "UserId", user.id);
    if (user.id != event::Uid::unset) columns.set(prefix + "UserIdType", "UID");
    columns.set(prefix + "Username", user.name);
    if (!user.name.empty()) columns.set(prefix + "UsernameType", "Simple");
}

void set_process_event(Columns& columns, const Alert& alert, const Member& process) {
    set_process(columns, "TargetProcess", process);
    columns.set("TargetProcessFilename", event::base_name(process.executable));
    columns.set("TargetProcessCurrentDirectory", process.cwd);
    set_user(columns, "Target", process.user);
    set_user(columns, "Actor", process.user);
    columns.set_id("ActorSessionId", process.session);
    if (!process.parent)
        return columns.set("ActingProcessId", std::to_string(number(process.ppid)));
    const auto& parent = alert.members[*process.parent];
    set_process(columns, "ActingProcess", parent);
    columns.set("ActingProcessFilename", event::base_name(parent.executable));
    if (parent.parent) columns.set("ParentProcessName", alert.members[*parent.parent].executable);
}

void set_file_event(Columns& columns, const Member& process) {
    set_process(columns, "ActingProcess", process);
    set_user(columns, "Actor", process.user);
    columns.set_id("ActorSessionId", process.session);
}

void set_session_event(Columns& columns, const Alert& alert, const Member& process,
                       const std::string& host) {
    const bool out = !alert.remote || alert.remote->direction == Remote::Direction::outbound;
    const std::string side = out ? "Src" : "Dst";
    columns.set(side + "Hostname", host);
    columns.set(side + "ProcessId", std::to_string(number(process.pid)));
    columns.set(side + "ProcessGuid", process.entity_id);
    columns.set(side + "ProcessName", process.executable);
    set_user(columns, side, process.user);
}

void set_file(Columns& columns, const Alert& alert) {
    std::string path;
    if (alert.file) path = alert.file->path;
    if (!alert.fifos.empty()) path = alert.fifos.front().path;
    if (path.empty()) return;
    columns.set("TargetFilePath", path);
    columns.set("TargetFilePathType", "Unix");
    columns.set("TargetFileName", event::base_name(path));
}

void set_remote(Columns& columns, const Alert& alert) {
    if (!alert.remote) return;
    const auto& [endpoint, direction] = *alert.remote;
    static constexpr std::array<std::string_view, 3> directions{"Outbound", "Inbound", "Listen"};
    const bool inbound = direction == Remote::Direction::inbound;
    columns.set("NetworkDirection", directions[static_cast<std::size_t>(direction)]);
    if (direction == Remote::Direction::listening)
        return columns.set("DstPortNumber", endpoint.port);
    for (const auto* const other : {inbound ? "SrcIpAddr" : "DstIpAddr", "RemoteIpAddr"})
        columns.set(other, endpoint.address);
    for (const auto* const other :
         {inbound ? "SrcPortNumber" : "DstPortNumber", "RemotePortNumber"})
        columns.set(other, endpoint.port);
    if (endpoint.address.empty()) return;
    const bool is_6 = endpoint.address.find(':') != std::string::npos;
    columns.set("NetworkProtocolVersion", is_6 ? "IPv6" : "IPv4");
}

Json techniques_of(const Alert& alert) {
    Json ids = Json::array();
    for (const auto& technique : alert.techniques) {
        const auto& id = technique.id.empty() ? technique.tactic_id : technique.id;
        if (std::find(ids.begin(), ids.end(), Json(id)) == ids.end()) ids.push_back(id);
    }
    return ids;
}

Json evidence_of(const Alert& alert) {
    Json list = Json::array();
    for (const auto& evidence : alert.evidence)
        list.push_back({{"time", event::iso8601(evidence.time)},
                        {"serial", evidence.serial},
                        {"action", evidence.action},
                        {"pid", number(evidence.pid)},
                        {"summary", evidence.summary}});
    return list;
}

Json members_of(const Alert& alert) {
    Json list = Json::array();
    for (const auto& member : alert.members)
        list.push_back({{"role", name(member.role)},
                        {"pid", number(member.pid)},
                        {"executable", member.executable},
                        {"command_line", event::command_line(member.args)}});
    return list;
}

Json additional_fields(const Alert& alert) {
    Document more;
    more.set("kind", name(alert.kind));
    more.set("incident", alert.incident);
    more.set("reason", alert.reason);
    more.set("rule_description", alert.rule.description);
    more.set("ruleset", alert.rule.ruleset);
    more.set("techniques", techniques_of(alert));
    if (alert.exclusion) more.set("excluded_by", alert.exclusion->filter_id);
    more.set("members", members_of(alert));
    more.set("evidence", evidence_of(alert));
    return std::move(more).take();
}

void set_subject(Columns& columns, const Alert& alert, const Context& context) {
    const Member* const process = subject(alert);
    if (process == nullptr) return;
    const auto schema = happened(alert).schema;
    if (schema == Naming::asim_file) return set_file_event(columns, *process);
    if (schema == Naming::asim_network)
        return set_session_event(columns, alert, *process,
                                 alert.host.empty() ? context.host : alert.host);
    set_process_event(columns, alert, *process);
}

}  // namespace

std::string asim_json(const Alert& alert, const Context& context,
                      const event::AsimProjection& shown) {
    Columns columns{shown};
    set_event(columns, alert, context);
    set_subject(columns, alert, context);
    set_file(columns, alert);
    set_remote(columns, alert);
    set_inspection(columns, alert);
    columns.set("AdditionalFields", additional_fields(alert));
    return columns.line();
}

}  // namespace pipehound::alert
