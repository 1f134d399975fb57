// SPDX-License-Identifier: Apache-2.0
// The rows of the table of fields, and the small accessors behind them.
// Names: Elastic Common Schema 8.11 (elastic.co/guide/en/ecs/8.11), file.Ext.original.path and the
// event actions as Elastic's endpoint writes them, user.audit.* and the words of file.type beyond
// ECS's three as Auditbeat does (auditbeat/module/file_integrity); Sigma:
// sigma-specification 2.1.0, appendix taxonomy.
#include <array>
#include <tuple>

#include "event/fields.hpp"
#include "event/sigma_category.hpp"
#include "event/text.hpp"

namespace pipehound::event {

namespace {

constexpr std::size_t acts = std::variant_size_v<Act>;

/// What an act is called, one row for each alternative of Act, in its order.
struct ActWords {
    std::string_view native;
    std::string_view native_of_fifo;
    std::string_view ecs_category;
    std::string_view ecs_type;
    std::string_view ecs_action;
};

constexpr std::array<ActWords, acts> act_words{{
    {"process-executed", "", "process", "start", "exec"},
    {"file-created", "fifo-created", "file", "creation", "creation"},
    {"file-opened", "fifo-opened", "file", "access", "open"},
    {"file-removed", "fifo-removed", "file", "deletion", "deletion"},
    {"file-renamed", "fifo-renamed", "file", "change", "rename"},
    {"socket-connected", "", "network", "start", "connection_attempted"},
    {"socket-accepted", "", "network", "start", "connection_accepted"},
    {"socket-bound", "", "network", "info", "socket_bound"},
}};

const ActWords& words(const Subject& subject) { return act_words[subject.event.act.index()]; }

Value text_or_nothing(std::string_view text) { return text.empty() ? Value{} : Value{text}; }
Value list_or_nothing(const std::vector<std::string>& list) {
    return list.empty() ? Value{} : Value{Texts{list}};
}
Value line_or_nothing(const std::vector<std::string>& args) {
    return args.empty() ? Value{} : Value{command_line(args)};
}
Value time_or_nothing(Time time) { return time == Time{} ? Value{} : Value{iso8601(time)}; }

template <typename Id>
Value number_or_nothing(Id id) {
    return id == Id::unset ? Value{} : Value{std::int64_t{number(id)}};
}

template <typename Id>
Value digits_or_nothing(Id id) {
    return id == Id::unset ? Value{} : Value{std::to_string(number(id))};
}

/// Records that are not enriched carry no names; that 0 is root holds everywhere (Linux Standard
/// Base, "User & Group Names").
Value user_name(const Subject& subject, std::string_view name, Uid uid) {
    if (name.empty() && subject.users != nullptr)
        if (const auto* known = subject.users->find(uid)) return std::string_view{*known};
    return name.empty() && uid == Uid{0} ? Value{std::string_view{"root"}} : text_or_nothing(name);
}

/// What `read` finds in the event's act if that is a `Kind`; nothing for any other act.
template <typename Kind, typename Read>
Value of(const Subject& subject, Read read) {
    const auto* act = std::get_if<Kind>(&subject.event.act);
    return act == nullptr ? Value{} : Value{read(*act)};
}

/// The first of several answers that says something.
template <typename... Values>
Value first(Values... values) {
    Value found;
    (void)((found = std::move(values), !std::holds_alternative<std::monostate>(found)) || ...);
    return found;
}

// Who.
Uid uid(const Subject& subject) { return subject.event.actor.uid; }
Uid login_uid(const Subject& subject) { return subject.event.actor.login_uid; }
Uid owner(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return executed != nullptr ? executed->owner : Uid::unset;
}

const std::vector<std::string>& args(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return executed != nullptr ? executed->argv : subject.facts.process.args;
}

Value cwd(const Subject& subject) {
    const auto own = std::visit(
        [](const auto& act) -> std::string_view {
            if constexpr (requires { act.cwd; })
                return act.cwd;
            else
                return {};
        },
        subject.event.act);
    return text_or_nothing(own.empty() ? std::string_view{subject.facts.process.cwd} : own);
}

Value called(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return text_or_nothing(executed != nullptr ? executed->called : subject.facts.process.called);
}

template <typename Read>
Value of_parent(const Subject& subject, Read read) {
    return subject.facts.parent ? Value{read(*subject.facts.parent)} : Value{};
}

// What file.
Value path(const Subject& s) {
    const auto its_path = [](const auto& act) { return text_or_nothing(act.path); };
    return first(of<FileCreated>(s, its_path), of<FileOpened>(s, its_path),
                 of<FileRemoved>(s, its_path),
                 of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.to); }));
}

Value file_name(const Subject& subject) {
    const auto whole = path(subject);
    const auto* const view = std::get_if<std::string_view>(&whole);
    return view == nullptr ? Value{} : text_or_nothing(base_name(*view));
}

std::optional<FileType> type_of_file(const Subject& subject) {
    return std::visit(
        [](const auto& act) -> std::optional<FileType> {
            if constexpr (requires { act.type; })
                return act.type;
            else
                return std::nullopt;
        },
        subject.event.act);
}

Value file_type(const Subject& subject) {
    constexpr std::array<std::string_view, 7> types{
        "fifo", "file", "dir", "symlink", "block_device", "char_device", "socket"};
    const auto type = type_of_file(subject);
    return type ? Value{types[static_cast<std::size_t>(*type)]} : Value{};
}

Value action(const Subject& subject) {
    const bool fifo = type_of_file(subject) == FileType::fifo;
    return fifo ? words(subject).native_of_fifo : words(subject).native;
}

Value category(const Subject& subject) {
    const auto categories = sigma_categories(subject.event);
    return categories.empty() ? Value{} : Value{categories.front()};
}

const FileId* file(const Subject& subject) {
    return std::visit(
        [](const auto& act) -> const FileId* {
            if constexpr (requires { act.file; })
                return &act.file;
            else
                return nullptr;
        },
        subject.event.act);
}

template <typename Read>
Value of_file(const Subject& subject, Read read) {
    const FileId* id = file(subject);
    return id == nullptr ? Value{} : Value{read(*id)};
}

// Which connection. The destination is where the connection goes: the remote end of a connect, this
// host of an accept (whose own address is not audited). A bound socket is neither yet, so its
// address has names of its own.
const Endpoint* remote(const Subject& subject) {
    if (const auto* act = std::get_if<SocketConnected>(&subject.event.act)) return &act->remote;
    if (const auto* act = std::get_if<SocketAccepted>(&subject.event.act)) return &act->remote;
    return nullptr;
}

const Endpoint* remote_of_connect(const Subject& subject) {
    return std::holds_alternative<SocketConnected>(subject.event.act) ? remote(subject) : nullptr;
}

const Endpoint* remote_of_accept(const Subject& subject) {
    return std::holds_alternative<SocketAccepted>(subject.event.act) ? remote(subject) : nullptr;
}

const Endpoint* local(const Subject& subject) {
    const auto* act = std::get_if<SocketBound>(&subject.event.act);
    return act == nullptr ? nullptr : &act->local;
}

Value address(const Endpoint* end) {
    return end == nullptr ? Value{} : text_or_nothing(end->address);
}
Value port(const Endpoint* end) {
    return end == nullptr ? Value{} : Value{std::int64_t{end->port}};
}

Value network_type(const Subject& subject) {
    const Endpoint* end = remote(subject) != nullptr ? remote(subject) : local(subject);
    if (end == nullptr || end->address.empty()) return {};
    return std::string_view{end->address.find(':') == std::string::npos ? "ipv4" : "ipv6"};
}

Value direction(const Subject& subject) {
    if (remote(subject) == nullptr) return {};
    return std::string_view{remote_of_connect(subject) != nullptr ? "egress" : "ingress"};
}

Value initiated(const Subject& subject) {
    return remote(subject) == nullptr ? Value{} : Value{remote_of_connect(subject) != nullptr};
}

Value outcome(const Subject& subject) {
    const auto* act = std::get_if<SocketConnected>(&subject.event.act);
    return std::string_view{act != nullptr && act->pending ? "unknown" : "success"};
}

Value fd(const Subject& subject) {
    const auto number_of = [](std::int32_t fd) {
        return fd < 0 ? Value{} : Value{std::int64_t{fd}};
    };
    return std::visit(
        [&](const auto& act) {
            if constexpr (requires { act.fd; })
                return number_of(act.fd);
            else
                return Value{};
        },
        subject.event.act);
}

/// Sysmon's way to write a time, which Sigma's names follow: "2026-11-20 03:12:45.123".
Value utc_time(const Subject& subject) {
    auto text = iso8601(subject.event.header.time);
    text[text.find('T')] = ' ';
    text.pop_back();
    return text;
}

constexpr std::string_view ecs_version = "8.11.0";

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
constexpr Field naming(Uid (*uid)(const Subject&), Field row) {
    row.uid = uid;
    return row;
}

constexpr Field table[] = {
    // the event
    {"timestamp", "@timestamp", "",
     [](const Subject& s) -> Value { return iso8601(s.event.header.time); }},
    {"", "", "UtcTime", utc_time},
    {"", "ecs.version", "", [](const Subject&) -> Value { return ecs_version; }},
    {"", "event.kind", "", [](const Subject&) -> Value { return std::string_view{"event"}; }},
    {"", "event.category", "", [](const Subject& s) -> Value { return words(s).ecs_category; },
     true},
    {"", "event.type", "", [](const Subject& s) -> Value { return words(s).ecs_type; }, true},
    {"", "event.action", "", [](const Subject& s) -> Value { return words(s).ecs_action; }},
    {"", "event.outcome", "", outcome},
    {"", "event.module", "", [](const Subject&) -> Value { return std::string_view{"pipehound"}; }},
    {"", "event.dataset", "",
     [](const Subject&) -> Value { return std::string_view{"pipehound.events"}; }},
    {"", "", "category", category},
    {"action", "pipehound.action", "", action},
    {"serial", "event.sequence", "",
     [](const Subject& s) -> Value { return static_cast<std::int64_t>(s.event.header.serial); }},
    {"", "event.id", "",
     [](const Subject& s) -> Value { return std::to_string(s.event.header.serial); }},
    {"host", "host.name", "Computer", [](const Subject& s) { return text_or_nothing(s.node); }},

    // the process
    {"pid", "process.pid", "ProcessId",
     [](const Subject& s) -> Value { return std::int64_t{number(s.event.actor.pid)}; }},
    needing(Needs::process, {"entity_id", "process.entity_id", "ProcessGuid",
     [](const Subject& s) { return text_or_nothing(s.facts.process.entity_id); }}),
    {"executable", "process.executable", "Image",
     [](const Subject& s) { return text_or_nothing(s.event.actor.exe); }},
    {"name", "process.name", "",
     [](const Subject& s) { return text_or_nothing(base_name(s.event.actor.exe)); }},
    needing(Needs::process_unless_executed, {"called", "pipehound.process.called", "", called}),
    {"comm", "pipehound.process.comm", "",
     [](const Subject& s) { return text_or_nothing(s.event.actor.comm); }},
    needing(Needs::process_unless_executed, {"args", "process.args", "", [](const Subject& s) { return list_or_nothing(args(s)); }}),
    needing(Needs::process_unless_executed, {"args_count", "process.args_count", "",
     [](const Subject& s) -> Value {
         return args(s).empty() ? Value{} : Value{static_cast<std::int64_t>(args(s).size())};
     }}),
    needing(Needs::process_unless_executed, {"command_line", "process.command_line", "CommandLine",
     [](const Subject& s) { return line_or_nothing(args(s)); }}),
    needing(Needs::process_unless_executed, {"cwd", "process.working_directory", "CurrentDirectory", cwd}),
    naming(owner, in(Scope::execution,
                     {"program_owner", "pipehound.process.program_owner", "ImageOwner",
                      [](const Subject& s) { return number_or_nothing(owner(s)); }})),
    needing(Needs::process, {"started", "process.start", "",
     [](const Subject& s) { return time_or_nothing(s.facts.process.started); }}),
    {"tty", "process.tty.name", "Tty",
     [](const Subject& s) { return text_or_nothing(s.event.actor.tty); }},
    {"session", "pipehound.process.session", "SessionId",
     [](const Subject& s) { return number_or_nothing(s.event.actor.session); }},

    needing(Needs::process,
            {"unit", "pipehound.process.unit", "Unit",
             [](const Subject& s) { return text_or_nothing(s.facts.unit); }}),

    // its parent and those above
    needing(Needs::ancestors, {"ancestors", "pipehound.process.ancestors", "AncestorImage",
                               [](const Subject& s) { return list_or_nothing(s.facts.ancestors); }}),
    {"parent_pid", "process.parent.pid", "ParentProcessId",
     [](const Subject& s) -> Value { return std::int64_t{number(s.event.actor.ppid)}; }},
    needing(Needs::parent, {"parent_entity_id", "process.parent.entity_id", "ParentProcessGuid",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.entity_id); });
     }}),
    needing(Needs::parent_names, {"parent_executable", "process.parent.executable", "ParentImage",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.executable); });
     }}),
    needing(Needs::parent_names, {"parent_name", "process.parent.name", "",
     [](const Subject& s) {
         return of_parent(
             s, [](const auto& parent) { return text_or_nothing(base_name(parent.executable)); });
     }}),
    needing(Needs::parent_names, {"parent_called", "pipehound.process.parent.called", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.called); });
     }}),
    needing(Needs::parent, {"parent_args", "process.parent.args", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return list_or_nothing(parent.args); });
     }}),
    needing(Needs::parent, {"parent_args_count", "process.parent.args_count", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) {
             return parent.args.empty() ? Value{}
                                        : Value{static_cast<std::int64_t>(parent.args.size())};
         });
     }}),
    needing(Needs::parent, {"parent_command_line", "process.parent.command_line", "ParentCommandLine",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return line_or_nothing(parent.args); });
     }}),
    needing(Needs::parent, {"parent_cwd", "process.parent.working_directory", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return text_or_nothing(parent.cwd); });
     }}),
    needing(Needs::parent, {"parent_started", "process.parent.start", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return time_or_nothing(parent.started); });
     }}),
    needing(Needs::parent, {"parent_uid", "", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return number_or_nothing(parent.uid); });
     }}),
    needing(Needs::parent, {"", "process.parent.user.id", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return digits_or_nothing(parent.uid); });
     }}),

    // its user
    {"uid", "", "UserId", [](const Subject& s) { return number_or_nothing(s.event.actor.uid); }},
    {"", "user.id", "", [](const Subject& s) { return digits_or_nothing(s.event.actor.uid); }},
    naming(uid, {"user", "user.name", "User",
     [](const Subject& s) { return user_name(s, s.event.actor.user, uid(s)); }}),
    {"euid", "", "EffectiveUserId", [](const Subject& s) { return number_or_nothing(s.event.actor.euid); }},
    {"", "user.effective.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.euid); }},
    {"gid", "", "GroupId", [](const Subject& s) { return number_or_nothing(s.event.actor.gid); }},
    {"", "user.group.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"egid", "", "", [](const Subject& s) { return number_or_nothing(s.event.actor.egid); }},
    {"", "user.effective.group.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.egid); }},
    {"login_uid", "", "LoginUserId",
     [](const Subject& s) { return number_or_nothing(s.event.actor.login_uid); }},
    {"", "user.audit.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.login_uid); }},
    naming(login_uid, {"login_user", "user.audit.name", "LoginUser",
     [](const Subject& s) { return user_name(s, s.event.actor.login_user, login_uid(s)); }}),

    // the file
    in(Scope::file, {"path", "file.path", "TargetFilename", path}),
    in(Scope::file, {"file_name", "file.name", "", file_name}),
    in(Scope::file, {"from_path", "file.Ext.original.path", "SourceFilename",
     [](const Subject& s) {
         return of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.from); });
     }}),
    in(Scope::file, {"file_type", "file.type", "FileType", file_type}),
    in(Scope::file, {"device", "pipehound.file.device", "",
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return device_text(id.device); });
     }}),
    in(Scope::file, {"inode", "", "",
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return static_cast<std::int64_t>(id.inode); });
     }}),
    in(Scope::file, {"", "file.inode", "",
     [](const Subject& s) {
         return of_file(s, [](const auto& id) { return std::to_string(id.inode); });
     }}),
    in(Scope::file, {"reads", "pipehound.reads", "",
     [](const Subject& s) { return of<FileOpened>(s, [](const auto& act) { return act.reads; }); }}),
    in(Scope::file, {"writes", "pipehound.writes", "",
     [](const Subject& s) {
         return of<FileOpened>(s, [](const auto& act) { return act.writes; });
     }}),

    // the connection
    in(Scope::network, {"remote_address", "pipehound.remote.ip", "",
     [](const Subject& s) { return address(remote(s)); }}),
    in(Scope::network, {"remote_port", "pipehound.remote.port", "", [](const Subject& s) { return port(remote(s)); }}),
    in(Scope::network, {"local_address", "server.ip", "", [](const Subject& s) { return address(local(s)); }}),
    in(Scope::network, {"local_port", "server.port", "", [](const Subject& s) { return port(local(s)); }}),
    in(Scope::network, {"", "destination.address", "", [](const Subject& s) { return address(remote_of_connect(s)); }}),
    in(Scope::network, {"", "destination.ip", "DestinationIp",
     [](const Subject& s) { return address(remote_of_connect(s)); }}),
    in(Scope::network, {"", "destination.port", "DestinationPort",
     [](const Subject& s) { return port(remote_of_connect(s)); }}),
    in(Scope::network, {"", "source.address", "", [](const Subject& s) { return address(remote_of_accept(s)); }}),
    in(Scope::network, {"", "source.ip", "SourceIp", [](const Subject& s) { return address(remote_of_accept(s)); }}),
    in(Scope::network, {"", "source.port", "SourcePort", [](const Subject& s) { return port(remote_of_accept(s)); }}),
    in(Scope::network, {"initiated", "", "Initiated", initiated}),
    in(Scope::network, {"", "network.direction", "", direction}),
    in(Scope::network, {"network_type", "network.type", "", network_type}),
    in(Scope::network, {"pending", "pipehound.pending", "",
     [](const Subject& s) {
         return of<SocketConnected>(s, [](const auto& act) { return act.pending; });
     }}),
    {"fd", "pipehound.fd", "", fd},
};

}  // namespace

std::span<const Field> fields() noexcept { return table; }

}  // namespace pipehound::event
