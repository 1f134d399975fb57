// SPDX-License-Identifier: Apache-2.0
// The rows of the table of fields. What they read is found by field_answers.hpp.
// Names: Elastic Common Schema 8.11 (elastic.co/guide/en/ecs/8.11); what has Ext in it,
// process.real_user.*, process.real_group.* and process.user.id, the effective one, as Elastic's
// endpoint writes them (elastic/endpoint-package); user.audit.*, auditd.* and the words of file.type
// beyond ECS's three as Auditbeat does (auditbeat/module/file_integrity, module/auditd); Sigma:
// sigma-specification 2.1.0, appendix taxonomy; ASIM: learn.microsoft.com/azure/sentinel,
// normalization-schema-process-event, -file-event, -network and normalization-common-fields. An
// execution's acting process is the parent and its parent process the one above that, as ASIM's
// parsers of Sysmon for Linux and of Defender have it.
#include "event/asim.hpp"
#include "event/field_answers.hpp"
#include "event/fields.hpp"
#include "event/text.hpp"

namespace pipehound::event {

namespace {

using namespace answers;

constexpr std::string_view ecs_version = "8.11.0";

/// A column that all of ASIM's schemas have.
constexpr AsimNames everywhere(std::string_view name) { return {name, name, name}; }

template <Value (*read)(const Subject&), bool outbound>
Value if_goes(const Subject& s) {
    return goes_out(s) == outbound ? read(s) : Value{};
}

template <bool outbound>
Uid uid_if_goes(const Subject& s) {
    return goes_out(s) == outbound ? uid(s) : Uid::unset;
}

// An empty name: that naming has no word for it. Where ECS wants an id as text and we keep a
// number, there are two rows.
/// Rows with more to say than their names and the way to the answer.
constexpr Field needing(Needs needs, Field row) {
    row.needs = needs;
    return row;
}
constexpr Field in(Scope scope, Field row) {
    row.scope = scope;
    return row;
}
constexpr Field meaning(Words (*synonyms)(const Subject&), Field row) {
    row.synonyms = synonyms;
    return row;
}
constexpr Field by_act(Field row) {
    row.by_act = true;
    return row;
}
constexpr Field naming(Uid (*uid)(const Subject&), Field row) {
    row.uid = uid;
    return row;
}

constexpr Field table[] = {
    // the event
    {"timestamp", "@timestamp", "", everywhere("TimeGenerated"),
     [](const Subject& s) -> Value { return iso8601(s.event.header.time); }},
    {"", "", "", everywhere("EventStartTime"), [](const Subject& s) -> Value { return iso8601(s.event.header.time); }},
    {"", "", "", everywhere("EventEndTime"), [](const Subject& s) -> Value { return iso8601(s.event.header.time); }},
    {"", "", "UtcTime", {}, utc_time},
    {"", "", "", everywhere("EventCount"), [](const Subject&) -> Value { return std::int64_t{1}; }},
    {"", "", "", everywhere("EventVendor"), [](const Subject&) -> Value { return asim_vendor; }},
    {"", "", "", everywhere("EventProduct"), [](const Subject&) -> Value { return asim_product; }},
    {"", "", "", everywhere("EventSchema"), [](const Subject& s) { return text_or_nothing(asim_schema_of(s.event).name); }},
    {"", "", "", everywhere("EventSchemaVersion"), [](const Subject& s) { return text_or_nothing(asim_schema_of(s.event).version); }},
    {"", "", "", everywhere("EventType"), [](const Subject& s) { return text_or_nothing(asim_type_of(s.event)); }},
    {"", "", "", everywhere("EventResult"), asim_result},
    {"", "ecs.version", "", {}, [](const Subject&) -> Value { return ecs_version; }},
    {"", "event.kind", "", {}, [](const Subject&) -> Value { return std::string_view{"event"}; }},
    by_act({"", "event.category", "", {}, [](const Subject& s) -> Value { return Words{words(s).categories}; }}),
    by_act({"", "event.type", "", {}, [](const Subject& s) -> Value { return Words{words(s).types}; }}),
    by_act(meaning(other_actions, {"", "event.action", "", {}, ecs_action})),
    {"", "event.outcome", "", {}, outcome},
    {"", "auditd.result", "", {}, result},
    {"", "event.module", "", {}, [](const Subject&) -> Value { return std::string_view{"pipehound"}; }},
    by_act(meaning(other_datasets, {"", "event.dataset", "", {},
     [](const Subject&) -> Value { return std::string_view{"pipehound.events"}; }})),
    by_act(meaning(other_datasets, {"", "data_stream.dataset", "", {},
     [](const Subject&) -> Value { return {}; }})),
    {"", "", "category", {}, category},
    {"action", "pipehound.action", "", {}, action},
    {"serial", "event.sequence", "", {},
     [](const Subject& s) -> Value { return static_cast<std::int64_t>(s.event.header.serial); }},
    {"", "event.id", "", everywhere("EventOriginalUid"),
     [](const Subject& s) -> Value { return std::to_string(s.event.header.serial); }},
    {"host", "host.name", "Computer", everywhere("DvcHostname"), [](const Subject& s) { return text_or_nothing(s.node); }},
    {"", "", "", everywhere("Dvc"), [](const Subject& s) { return text_or_nothing(s.node); }},
    {"", "", "", everywhere("DvcOs"), [](const Subject&) -> Value { return std::string_view{"Linux"}; }},
    meaning(some_host, {"", "host.id", "", {}, host_id}),
    meaning(some_host, {"", "agent.id", "", {}, host_id}),
    by_act({"", "host.os.type", "", {}, [](const Subject&) -> Value { return std::string_view{"linux"}; }}),

    // the call
    {"syscall", "auditd.data.syscall", "", everywhere("EventOriginalType"), call_name},
    {"a0", "auditd.data.a0", "", {}, argument<0>},
    {"a1", "auditd.data.a1", "", {}, argument<1>},
    {"a2", "auditd.data.a2", "", {}, argument<2>},
    {"a3", "auditd.data.a3", "", {}, argument<3>},
    {"", "auditd.data.class", "", {}, call_class},
    in(Scope::socket, {"", "auditd.data.socket.family", "", {}, socket_family}),

    // the process
    {"pid", "process.pid", "ProcessId", {"TargetProcessId", "ActingProcessId", ""},
     [](const Subject& s) -> Value { return std::int64_t{number(s.event.actor.pid)}; }},
    needing(Needs::process, {"entity_id", "process.entity_id", "ProcessGuid", {"TargetProcessGuid", "ActingProcessGuid", ""},
     [](const Subject& s) { return text_or_nothing(s.facts.process.entity_id); }}),
    needing(Needs::names_unless_told, {"executable", "process.executable", "Image", {"TargetProcessName", "ActingProcessName", ""},
     [](const Subject& s) { return text_or_nothing(executable(s)); }}),
    needing(Needs::names_unless_told, {"name", "process.name", "", {"TargetProcessFilename", "", ""},
     [](const Subject& s) { return text_or_nothing(base_name(executable(s))); }}),
    needing(Needs::process_unless_executed, {"called", "pipehound.process.called", "", {}, called}),
    {"comm", "pipehound.process.comm", "", {},
     [](const Subject& s) { return text_or_nothing(s.event.actor.comm); }},
    needing(Needs::process_unless_executed, {"args", "process.args", "", {}, [](const Subject& s) { return list_or_nothing(args(s)); }}),
    needing(Needs::process_unless_executed, {"args_count", "process.args_count", "", {},
     [](const Subject& s) -> Value {
         return args(s).empty() ? Value{} : Value{static_cast<std::int64_t>(args(s).size())};
     }}),
    needing(Needs::process_unless_executed, {"command_line", "process.command_line", "CommandLine", {"TargetProcessCommandLine", "ActingProcessCommandLine", ""},
     [](const Subject& s) { return line_or_nothing(args(s)); }}),
    needing(Needs::process_unless_executed, {"cwd", "process.working_directory", "CurrentDirectory", {"TargetProcessCurrentDirectory", "", ""}, cwd}),
    naming(owner, in(Scope::execution,
                     {"program_owner", "pipehound.process.program_owner", "ImageOwner", {},
                      [](const Subject& s) { return number_or_nothing(owner(s)); }})),
    needing(Needs::process, {"started", "process.start", "", {"TargetProcessCreationTime", "", ""},
     [](const Subject& s) { return time_or_nothing(s.facts.process.started); }}),
    {"tty", "process.tty.name", "Tty", {},
     [](const Subject& s) { return text_or_nothing(s.event.actor.tty); }},
    {"", "process.interactive", "", {}, interactive},
    in(Scope::process, {"exit_code", "process.exit_code", "", {"TargetProcessStatusCode", "", ""},
     [](const Subject& s) {
         return of<ProcessEnded>(s, [](const auto& act) { return std::int64_t{act.exit_code}; });
     }}),
    in(Scope::process, {"signal", "pipehound.signal", "", {},
     [](const Subject& s) {
         return of<SignalSent>(s, [](const auto& act) { return std::int64_t{act.signal}; });
     }}),
    in(Scope::process, {"target_pid", "pipehound.target.pid", "", {},
     [](const Subject& s) {
         return of<SignalSent>(s, [](const auto& act) { return std::int64_t{number(act.target)}; });
     }}),
    in(Scope::process, {"child_pid", "pipehound.child.pid", "", {},
     [](const Subject& s) {
         return of<ProcessForked>(s, [](const auto& act) { return std::int64_t{number(act.child)}; });
     }}),
    in(Scope::process, {"module", "pipehound.module", "", {},
     [](const Subject& s) {
         return of<ModuleChanged>(s, [](const auto& act) { return text_or_nothing(act.name); });
     }}),
    {"session", "pipehound.process.session", "SessionId", {"ActorSessionId", "ActorSessionId", ""},
     [](const Subject& s) { return number_or_nothing(s.event.actor.session); }},

    needing(Needs::process,
            {"unit", "pipehound.process.unit", "Unit", {},
             [](const Subject& s) { return text_or_nothing(s.facts.unit); }}),

    // its parent and those above
    needing(Needs::ancestors, {"ancestors", "pipehound.process.ancestors", "AncestorImage", {},
                               [](const Subject& s) { return list_or_nothing(s.facts.ancestors); }}),
    needing(Needs::ancestors, {"", "", "", {"ParentProcessName", "", ""}, above_parent}),
    {"parent_pid", "process.parent.pid", "ParentProcessId", {"ActingProcessId", "", ""},
     [](const Subject& s) -> Value { return std::int64_t{number(s.event.actor.ppid)}; }},
    needing(Needs::parent, {"parent_entity_id", "process.parent.entity_id", "ParentProcessGuid", {"ActingProcessGuid", "", ""},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.entity_id); });
     }}),
    needing(Needs::parent_names, {"parent_executable", "process.parent.executable", "ParentImage", {"ActingProcessName", "", ""},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.executable); });
     }}),
    needing(Needs::parent_names, {"parent_name", "process.parent.name", "", {"ActingProcessFilename", "", ""},
     [](const Subject& s) {
         return of_parent(
             s, [](const auto& parent) { return text_or_nothing(base_name(parent.executable)); });
     }}),
    needing(Needs::parent_names, {"parent_called", "pipehound.process.parent.called", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.called); });
     }}),
    needing(Needs::parent, {"parent_args", "process.parent.args", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return list_or_nothing(parent.args); });
     }}),
    needing(Needs::parent, {"parent_args_count", "process.parent.args_count", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) {
             return parent.args.empty() ? Value{}
                                        : Value{static_cast<std::int64_t>(parent.args.size())};
         });
     }}),
    needing(Needs::parent, {"parent_command_line", "process.parent.command_line", "ParentCommandLine", {"ActingProcessCommandLine", "", ""},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return line_or_nothing(parent.args); });
     }}),
    needing(Needs::parent, {"parent_cwd", "process.parent.working_directory", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.cwd); });
     }}),
    needing(Needs::parent, {"parent_started", "process.parent.start", "", {"ActingProcessCreationTime", "", ""},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return time_or_nothing(parent.started); });
     }}),
    needing(Needs::parent, {"parent_uid", "", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return number_or_nothing(parent.uid); });
     }}),
    needing(Needs::parent, {"", "process.parent.user.id", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return digits_or_nothing(parent.uid); });
     }}),

    needing(Needs::parent, {"", "process.parent.group.id", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return digits_or_nothing(parent.gid); });
     }}),
    needing(Needs::parent, {"", "process.parent.interactive", "", {},
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return !parent.tty.empty(); });
     }}),

    // leaders, as far as they can be guessed
    needing(Needs::leaders, {"", "process.group_leader.pid", "", {}, leader_pid<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.entity_id", "", {}, leader_entity_id<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.executable", "", {}, leader_executable<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.name", "", {}, leader_name<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.args", "", {}, leader_args<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.pid", "", {}, leader_pid<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.entity_id", "", {}, leader_entity_id<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.executable", "", {}, leader_executable<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.name", "", {}, leader_name<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.args", "", {}, leader_args<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.pid", "", {}, leader_pid<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.entity_id", "", {}, leader_entity_id<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.executable", "", {}, leader_executable<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.name", "", {}, leader_name<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.args", "", {}, leader_args<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.entry_meta.type", "", {},
     [](const Subject& s) { return text_or_nothing(s.facts.entry_type); }}),

    // its user
    {"uid", "", "UserId", {"ActorUserId", "ActorUserId", ""}, [](const Subject& s) { return number_or_nothing(s.event.actor.uid); }},
    {"", "user.id", "", {}, [](const Subject& s) { return digits_or_nothing(uid(s)); }},
    naming(uid, {"user", "user.name", "User", {"ActorUsername", "ActorUsername", ""}, user}),
    {"", "user.Ext.real.id", "", {}, [](const Subject& s) { return digits_or_nothing(s.event.actor.uid); }},
    {"", "process.real_user.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.uid); }},
    {"", "process.user.id", "", {}, [](const Subject& s) { return digits_or_nothing(s.event.actor.euid); }},
    {"euid", "", "EffectiveUserId", {"TargetUserId", "", ""}, [](const Subject& s) { return number_or_nothing(s.event.actor.euid); }},
    {"", "user.effective.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.euid); }},
    {"gid", "", "GroupId", {}, [](const Subject& s) { return number_or_nothing(s.event.actor.gid); }},
    {"", "group.id", "", {}, [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "group.Ext.real.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "process.real_group.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "process.group.id", "", {}, [](const Subject& s) { return digits_or_nothing(s.event.actor.egid); }},
    {"", "user.group.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"egid", "", "", {}, [](const Subject& s) { return number_or_nothing(s.event.actor.egid); }},
    {"", "user.effective.group.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.egid); }},
    {"login_uid", "", "LoginUserId", {},
     [](const Subject& s) { return number_or_nothing(s.event.actor.login_uid); }},
    {"", "user.audit.id", "", {},
     [](const Subject& s) { return digits_or_nothing(s.event.actor.login_uid); }},
    naming(login_uid, {"login_user", "user.audit.name", "LoginUser", {},
     [](const Subject& s) { return user_name(s, s.event.actor.login_user, login_uid(s)); }}),

    // its user, as ASIM has it: who acts, and whose rights the new process has
    {"", "", "", {"ActorUserIdType", "ActorUserIdType", ""}, [](const Subject& s) { return id_type(s.event.actor.uid); }},
    {"", "", "", {"ActorUsernameType", "ActorUsernameType", ""}, [](const Subject& s) { return name_type(user(s)); }},
    {"", "", "", {"TargetUserIdType", "", ""}, [](const Subject& s) { return id_type(s.event.actor.euid); }},
    naming(euid, {"", "", "", {"TargetUsername", "", ""}, effective_user}),
    {"", "", "", {"TargetUsernameType", "", ""}, [](const Subject& s) { return name_type(effective_user(s)); }},

    // the account that a program told audit about
    in(Scope::account, {"account", "pipehound.account.name", "", {},
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) { return text_or_nothing(act.account); });
     }}),
    in(Scope::account, {"account_id", "pipehound.account.id", "", {},
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) { return number_or_nothing(act.id); });
     }}),
    in(Scope::account, {"", "user.target.name", "", {},
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) {
             return is_of_user(act.what) ? text_or_nothing(act.account) : Value{};
         });
     }}),
    in(Scope::account, {"", "user.target.id", "", {},
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) {
             return is_of_user(act.what) ? digits_or_nothing(act.id) : Value{};
         });
     }}),
    in(Scope::login, {"login_terminal", "pipehound.login.terminal", "", {},
     [](const Subject& s) {
         return of<UserAuthenticated>(
             s, [](const auto& act) { return text_or_nothing(act.terminal); });
     }}),

    // the file
    in(Scope::file, {"path", "file.path", "TargetFilename", {"", "TargetFilePath", ""}, path}),
    in(Scope::file, {"file_name", "file.name", "", {"", "TargetFileName", ""}, file_name}),
    in(Scope::file, {"", "file.extension", "", {"", "TargetFileExtension", ""},
     [](const Subject& s) { return part_of(path(s), extension_in); }}),
    in(Scope::file, {"from_path", "file.Ext.original.path", "SourceFilename", {"", "SrcFilePath", ""}, original_path}),
    in(Scope::file, {"", "file.Ext.original.name", "", {"", "SrcFileName", ""},
     [](const Subject& s) { return part_of(original_path(s), name_in); }}),
    in(Scope::file, {"", "file.Ext.original.extension", "", {"", "SrcFileExtension", ""},
     [](const Subject& s) { return part_of(original_path(s), extension_in); }}),
    in(Scope::file, {"", "file.directory", "", {"", "TargetFileDirectory", ""},
     [](const Subject& s) { return part_of(path(s), folder_in); }}),
    in(Scope::file, {"", "", "", {"", "TargetFilePathType", ""}, [](const Subject& s) { return path_type(path(s)); }}),
    in(Scope::file, {"", "", "", {"", "SrcFileDirectory", ""},
     [](const Subject& s) { return part_of(original_path(s), folder_in); }}),
    in(Scope::file, {"", "", "", {"", "SrcFilePathType", ""}, [](const Subject& s) { return path_type(original_path(s)); }}),
    in(Scope::file, {"file_type", "file.type", "FileType", {}, file_type}),
    in(Scope::file, {"device", "pipehound.file.device", "", {},
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return device_text(id.device); });
     }}),
    in(Scope::file, {"inode", "", "", {},
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return static_cast<std::int64_t>(id.inode); });
     }}),
    in(Scope::file, {"", "file.inode", "", {},
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return std::to_string(id.inode); });
     }}),
    in(Scope::file, {"reads", "pipehound.reads", "", {},
     [](const Subject& s) { return of<FileOpened>(s, [](const auto& act) { return act.reads; }); }}),
    in(Scope::file, {"writes", "pipehound.writes", "", {},
     [](const Subject& s) {
         return of<FileOpened>(s, [](const auto& act) { return act.writes; });
     }}),

    // the connection
    in(Scope::network, {"remote_address", "pipehound.remote.ip", "", {"", "", "RemoteIpAddr"},
     [](const Subject& s) { return address(remote(s)); }}),
    in(Scope::network, {"remote_port", "pipehound.remote.port", "", {"", "", "RemotePortNumber"}, [](const Subject& s) { return port(remote(s)); }}),
    in(Scope::network, {"local_address", "server.ip", "", {}, [](const Subject& s) { return address(local(s)); }}),
    in(Scope::network, {"local_port", "server.port", "", {}, [](const Subject& s) { return port(local(s)); }}),
    in(Scope::network, {"", "destination.address", "", {}, [](const Subject& s) { return address(remote_of_connect(s)); }}),
    in(Scope::network, {"", "destination.ip", "DestinationIp", {"", "", "DstIpAddr"},
     [](const Subject& s) { return address(remote_of_connect(s)); }}),
    in(Scope::network, {"", "destination.port", "DestinationPort", {"", "", "DstPortNumber"},
     [](const Subject& s) { return port(remote_of_connect(s)); }}),
    in(Scope::source, {"", "source.address", "", {}, source_address}),
    in(Scope::source, {"", "source.ip", "SourceIp", {"", "", "SrcIpAddr"}, source_address}),
    in(Scope::network, {"", "source.port", "SourcePort", {"", "", "SrcPortNumber"}, [](const Subject& s) { return port(remote_of_accept(s)); }}),
    in(Scope::network, {"initiated", "", "Initiated", {}, initiated}),
    in(Scope::network, {"", "network.direction", "", {}, direction}),
    in(Scope::network, {"network_type", "network.type", "", {}, network_type}),
    in(Scope::network, {"pending", "pipehound.pending", "", {},
     [](const Subject& s) {
         return of<SocketConnected>(s, [](const auto& act) { return act.pending; });
     }}),
    // the connection as ASIM has it: this host is the source of one that goes out, else the destination
    in(Scope::network, {"", "", "", {"", "", "NetworkDirection"}, asim_direction}),
    in(Scope::network, {"", "", "", {"", "", "NetworkProtocolVersion"}, asim_protocol_version}),
    in(Scope::network, {"", "", "", {"", "", "SrcHostname"}, if_goes<host_name, true>}),
    in(Scope::network, {"", "", "", {"", "", "DstHostname"}, if_goes<host_name, false>}),
    in(Scope::network, {"", "", "", {"", "", "SrcProcessId"}, if_goes<process_id, true>}),
    in(Scope::network, {"", "", "", {"", "", "DstProcessId"}, if_goes<process_id, false>}),
    needing(Needs::process, in(Scope::network, {"", "", "", {"", "", "SrcProcessGuid"}, if_goes<process_guid, true>})),
    needing(Needs::process, in(Scope::network, {"", "", "", {"", "", "DstProcessGuid"}, if_goes<process_guid, false>})),
    needing(Needs::names_unless_told, in(Scope::network, {"", "", "", {"", "", "SrcProcessName"}, if_goes<process_name, true>})),
    needing(Needs::names_unless_told, in(Scope::network, {"", "", "", {"", "", "DstProcessName"}, if_goes<process_name, false>})),
    in(Scope::network, {"", "", "", {"", "", "SrcUserId"}, if_goes<user_id, true>}),
    in(Scope::network, {"", "", "", {"", "", "DstUserId"}, if_goes<user_id, false>}),
    naming(uid_if_goes<true>, in(Scope::network, {"", "", "", {"", "", "SrcUsername"}, if_goes<user, true>})),
    naming(uid_if_goes<false>, in(Scope::network, {"", "", "", {"", "", "DstUsername"}, if_goes<user, false>})),
    {"fd", "pipehound.fd", "", {}, fd},
};

}  // namespace

std::span<const Field> fields() noexcept { return table; }

}  // namespace pipehound::event
