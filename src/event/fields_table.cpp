// SPDX-License-Identifier: Apache-2.0
// The rows of the table of fields, and the small accessors behind them.
// Names: Elastic Common Schema 8.11 (elastic.co/guide/en/ecs/8.11); what has Ext in it,
// process.real_user.*, process.real_group.* and process.user.id, the effective one, as Elastic's
// endpoint writes them (elastic/endpoint-package); user.audit.*, auditd.* and the words of file.type
// beyond ECS's three as Auditbeat does (auditbeat/module/file_integrity, module/auditd); Sigma:
// sigma-specification 2.1.0, appendix taxonomy.
#include <array>
#include <charconv>
#include <tuple>

#include "event/act_words.hpp"
#include "event/fields.hpp"
#include "event/sigma_category.hpp"
#include "event/text.hpp"

namespace pipehound::event {

namespace {

Value text_or_nothing(std::string_view text) { return text.empty() ? Value{} : Value{text}; }
Value list_or_nothing(const std::vector<std::string>& list) {
    return list.empty() ? Value{} : Value{Texts{list}};
}
Value line_or_nothing(const std::vector<std::string>& args) {
    return args.empty() ? Value{} : Value{command_line(args)};
}
Value time_or_nothing(Time time) { return time == Time{} ? Value{} : Value{iso8601(time)}; }

/// As audit writes an argument of a call, without 0x (kernel/auditsc.c, audit_log_exit).
std::string hex(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

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

// What it is called.
const ActWords& words(const Subject& subject) { return act_words(subject.event); }

Value ecs_action(const Subject& subject) {
    const Words actions = words(subject).actions;
    if (!actions.empty()) return actions.front();
    return subject.event.call ? text_or_nothing(subject.event.call->name) : Value{};
}

Words other_actions(const Subject& subject) {
    const Words actions = words(subject).actions;
    return actions.empty() ? actions : actions.subspan(1);
}

/// Elastic's endpoint keeps kinds of events apart, auditd_manager keeps all in one.
Words other_datasets(const Subject& subject) {
    constexpr static std::string_view all[] = {"auditd_manager.auditd", "endpoint.events.process",
                                               "endpoint.events.file", "endpoint.events.network"};
    constexpr static std::array<WordList, 3> by_endpoint{{{all[0], all[1]},
                                                          {all[0], all[2]},
                                                          {all[0], all[3]}}};
    const Words categories = words(subject).categories;
    if (categories.front() == "process") return by_endpoint[0];
    if (categories.front() == "file") return by_endpoint[1];
    if (categories.front() == "network") return by_endpoint[2];
    return Words{all}.first(1);
}

// Who.
/// Whose name user.name is: of a login, the account's.
Uid uid(const Subject& subject) {
    const auto* login = std::get_if<UserAuthenticated>(&subject.event.act);
    return login != nullptr ? login->id : subject.event.actor.uid;
}
Uid login_uid(const Subject& subject) { return subject.event.actor.login_uid; }
Uid owner(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return executed != nullptr ? executed->owner : Uid::unset;
}

Value user(const Subject& subject) {
    const auto* login = std::get_if<UserAuthenticated>(&subject.event.act);
    return user_name(subject, login != nullptr ? login->account : subject.event.actor.user,
                     uid(subject));
}

const std::vector<std::string>& args(const Subject& subject) {
    if (const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act))
        return executed->argv;
    if (const auto* found = std::get_if<ProcessFound>(&subject.event.act)) return found->argv;
    return subject.facts.process.args;
}

/// The file that runs. A message tells none that is to be believed.
std::string_view executable(const Subject& subject) {
    const auto& exe = subject.event.actor.exe;
    return exe.empty() ? std::string_view{subject.facts.process.executable} : exe;
}

/// The id of this host, so that what happened on one host can be told apart from what happened on
/// another.
Value host_id(const Subject& subject) {
    if (!subject.node.empty()) return subject.node;
    if (subject.users != nullptr && !subject.users->machine().empty())
        return std::string_view{subject.users->machine()};
    return {};
}

/// Rules that follow one host need an answer even where a stored log does not tell it.
Words some_host(const Subject& subject) {
    constexpr static std::array<std::string_view, 1> localhost{"localhost"};
    return std::holds_alternative<std::monostate>(host_id(subject)) ? Words{localhost} : Words{};
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

/// Who is at a terminal may be asked: as near as audit comes to an interactive process.
Value interactive(const Subject& subject) { return !subject.event.actor.tty.empty(); }

using Leader = std::optional<ProcessFacts> Facts::*;

template <Leader leader, typename Read>
Value of_leader(const Subject& subject, Read read) {
    const auto& facts = subject.facts.*leader;
    return facts ? Value{read(*facts)} : Value{};
}

template <Leader leader>
Value leader_executable(const Subject& s) {
    return of_leader<leader>(s, [](const auto& it) { return text_or_nothing(it.executable); });
}
template <Leader leader>
Value leader_name(const Subject& s) {
    return of_leader<leader>(
        s, [](const auto& it) { return text_or_nothing(base_name(it.executable)); });
}
template <Leader leader>
Value leader_entity_id(const Subject& s) {
    return of_leader<leader>(s, [](const auto& it) { return text_or_nothing(it.entity_id); });
}
template <Leader leader>
Value leader_pid(const Subject& s) {
    return of_leader<leader>(s, [](const auto& it) { return std::int64_t{number(it.pid)}; });
}
template <Leader leader>
Value leader_args(const Subject& s) {
    return of_leader<leader>(s, [](const auto& it) { return list_or_nothing(it.args); });
}

// What file.
Value path(const Subject& s) {
    const auto its_path = [](const auto& act) { return text_or_nothing(act.path); };
    return first(of<FileCreated>(s, its_path), of<FileOpened>(s, its_path),
                 of<FileRemoved>(s, its_path), of<FileAltered>(s, its_path),
                 of<PolicyViolated>(s, its_path),
                 of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.to); }));
}

Value original_path(const Subject& s) {
    return of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.from); });
}

/// What `part` takes of the answer where that is a view.
Value part_of(const Value& whole, std::string_view (*part)(std::string_view)) {
    const auto* const view = std::get_if<std::string_view>(&whole);
    return view == nullptr ? Value{} : text_or_nothing(part(*view));
}

std::string_view name_in(std::string_view path) { return base_name(path); }

/// Without its dot; a name that only begins with one has no extension.
std::string_view extension_in(std::string_view path) {
    const auto name = base_name(path);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

Value file_name(const Subject& s) { return part_of(path(s), name_in); }

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

std::string_view network_type_of(const Subject& subject) {
    const Endpoint* end = remote(subject) != nullptr ? remote(subject) : local(subject);
    if (end == nullptr || end->address.empty()) return {};
    return end->address.find(':') == std::string::npos ? "ipv4" : "ipv6";
}

Value network_type(const Subject& subject) { return text_or_nothing(network_type_of(subject)); }

/// The other end of an accept, or where a login came from.
Value source_address(const Subject& subject) {
    return first(address(remote_of_accept(subject)),
                 of<UserAuthenticated>(
                     subject, [](const auto& act) { return text_or_nothing(act.address); }));
}

Value direction(const Subject& subject) {
    if (remote(subject) == nullptr) return {};
    return std::string_view{remote_of_connect(subject) != nullptr ? "egress" : "ingress"};
}

Value initiated(const Subject& subject) {
    return remote(subject) == nullptr ? Value{} : Value{remote_of_connect(subject) != nullptr};
}

// What call.
template <std::size_t index>
Value argument(const Subject& subject) {
    const auto& call = subject.event.call;
    return call ? Value{hex(call->arguments[index])} : Value{};
}

Value call_name(const Subject& subject) {
    return subject.event.call ? text_or_nothing(subject.event.call->name) : Value{};
}

/// What auditd_manager calls kinds of calls, as far as rules ask for it.
Value call_class(const Subject& subject) {
    if (!subject.event.call) return {};
    const std::string_view name = subject.event.call->name;
    return name == "unshare" || name == "setns" ? Value{std::string_view{"namespace"}} : Value{};
}

/// The family's name where go-libaudit has one (aucoalesce), else its number.
Value socket_family(const Subject& subject) {
    if (const auto type = network_type_of(subject); !type.empty()) return type;
    return of<SystemCallMade>(subject, [](const auto& act) -> Value {
        if (!act.socket_family) return {};
        constexpr std::array<std::pair<int, std::string_view>, 4> names{
            {{1, "unix"}, {2, "ipv4"}, {10, "ipv6"}, {16, "netlink"}}};
        for (const auto& [family, name] : names)
            if (family == *act.socket_family) return name;
        return std::to_string(*act.socket_family);
    });
}

enum class Outcome : std::uint8_t { success, failure, unknown };

struct OutcomeOf {
    const Event& event;

    static Outcome told(bool success) { return success ? Outcome::success : Outcome::failure; }

    Outcome operator()(const SocketConnected& act) const {
        return act.pending ? Outcome::unknown : Outcome::success;
    }
    Outcome operator()(const SystemCallMade&) const {
        return event.call ? told(event.call->success) : Outcome::unknown;
    }
    Outcome operator()(const UserAuthenticated& act) const { return told(act.success); }
    Outcome operator()(const AccountChanged& act) const { return told(act.success); }
    Outcome operator()(const PolicyViolated&) const { return Outcome::failure; }
    template <typename Other>
    Outcome operator()(const Other&) const {
        return Outcome::success;  // others are told only where they took effect
    }
};

Value outcome(const Subject& subject) {
    constexpr std::array<std::string_view, 3> words{"success", "failure", "unknown"};
    return words[static_cast<std::size_t>(std::visit(OutcomeOf{subject.event}, subject.event.act))];
}

Value result(const Subject& subject) {
    constexpr std::array<std::string_view, 3> words{"success", "fail", "unknown"};
    return words[static_cast<std::size_t>(std::visit(OutcomeOf{subject.event}, subject.event.act))];
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
constexpr Field meaning(Words (*synonyms)(const Subject&), Field row) {
    row.synonyms = synonyms;
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
    {"", "event.category", "", [](const Subject& s) -> Value { return Words{words(s).categories}; }},
    {"", "event.type", "", [](const Subject& s) -> Value { return Words{words(s).types}; }},
    meaning(other_actions, {"", "event.action", "", ecs_action}),
    {"", "event.outcome", "", outcome},
    {"", "auditd.result", "", result},
    {"", "event.module", "", [](const Subject&) -> Value { return std::string_view{"pipehound"}; }},
    meaning(other_datasets, {"", "event.dataset", "",
     [](const Subject&) -> Value { return std::string_view{"pipehound.events"}; }}),
    meaning(other_datasets, {"", "data_stream.dataset", "",
     [](const Subject&) -> Value { return {}; }}),
    {"", "", "category", category},
    {"action", "pipehound.action", "", action},
    {"serial", "event.sequence", "",
     [](const Subject& s) -> Value { return static_cast<std::int64_t>(s.event.header.serial); }},
    {"", "event.id", "",
     [](const Subject& s) -> Value { return std::to_string(s.event.header.serial); }},
    {"host", "host.name", "Computer", [](const Subject& s) { return text_or_nothing(s.node); }},
    meaning(some_host, {"", "host.id", "", host_id}),
    {"", "host.os.type", "", [](const Subject&) -> Value { return std::string_view{"linux"}; }},

    // the call
    {"syscall", "auditd.data.syscall", "", call_name},
    {"a0", "auditd.data.a0", "", argument<0>},
    {"a1", "auditd.data.a1", "", argument<1>},
    {"a2", "auditd.data.a2", "", argument<2>},
    {"a3", "auditd.data.a3", "", argument<3>},
    {"", "auditd.data.class", "", call_class},
    in(Scope::socket, {"", "auditd.data.socket.family", "", socket_family}),

    // the process
    {"pid", "process.pid", "ProcessId",
     [](const Subject& s) -> Value { return std::int64_t{number(s.event.actor.pid)}; }},
    needing(Needs::process, {"entity_id", "process.entity_id", "ProcessGuid",
     [](const Subject& s) { return text_or_nothing(s.facts.process.entity_id); }}),
    needing(Needs::names_unless_told, {"executable", "process.executable", "Image",
     [](const Subject& s) { return text_or_nothing(executable(s)); }}),
    needing(Needs::names_unless_told, {"name", "process.name", "",
     [](const Subject& s) { return text_or_nothing(base_name(executable(s))); }}),
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
    {"", "process.interactive", "", interactive},
    in(Scope::process, {"exit_code", "process.exit_code", "",
     [](const Subject& s) {
         return of<ProcessEnded>(s, [](const auto& act) { return std::int64_t{act.exit_code}; });
     }}),
    in(Scope::process, {"signal", "pipehound.signal", "",
     [](const Subject& s) {
         return of<SignalSent>(s, [](const auto& act) { return std::int64_t{act.signal}; });
     }}),
    in(Scope::process, {"target_pid", "pipehound.target.pid", "",
     [](const Subject& s) {
         return of<SignalSent>(s, [](const auto& act) { return std::int64_t{number(act.target)}; });
     }}),
    in(Scope::process, {"child_pid", "pipehound.child.pid", "",
     [](const Subject& s) {
         return of<ProcessForked>(s, [](const auto& act) { return std::int64_t{number(act.child)}; });
     }}),
    in(Scope::process, {"module", "pipehound.module", "",
     [](const Subject& s) {
         return of<ModuleChanged>(s, [](const auto& act) { return text_or_nothing(act.name); });
     }}),
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

    needing(Needs::parent, {"", "process.parent.group.id", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return digits_or_nothing(parent.gid); });
     }}),
    needing(Needs::parent, {"", "process.parent.interactive", "",
     [](const Subject& s) {
         return of_parent(s, [](const auto& parent) { return !parent.tty.empty(); });
     }}),

    // leaders, as far as they can be guessed
    needing(Needs::leaders, {"", "process.group_leader.pid", "", leader_pid<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.entity_id", "", leader_entity_id<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.executable", "", leader_executable<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.name", "", leader_name<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.group_leader.args", "", leader_args<&Facts::group_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.pid", "", leader_pid<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.entity_id", "", leader_entity_id<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.executable", "", leader_executable<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.name", "", leader_name<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.session_leader.args", "", leader_args<&Facts::session_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.pid", "", leader_pid<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.entity_id", "", leader_entity_id<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.executable", "", leader_executable<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.name", "", leader_name<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.args", "", leader_args<&Facts::entry_leader>}),
    needing(Needs::leaders, {"", "process.entry_leader.entry_meta.type", "",
     [](const Subject& s) { return text_or_nothing(s.facts.entry_type); }}),

    // its user
    {"uid", "", "UserId", [](const Subject& s) { return number_or_nothing(s.event.actor.uid); }},
    {"", "user.id", "", [](const Subject& s) { return digits_or_nothing(uid(s)); }},
    naming(uid, {"user", "user.name", "User", user}),
    {"", "user.Ext.real.id", "", [](const Subject& s) { return digits_or_nothing(s.event.actor.uid); }},
    {"", "process.real_user.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.uid); }},
    {"", "process.user.id", "", [](const Subject& s) { return digits_or_nothing(s.event.actor.euid); }},
    {"euid", "", "EffectiveUserId", [](const Subject& s) { return number_or_nothing(s.event.actor.euid); }},
    {"", "user.effective.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.euid); }},
    {"gid", "", "GroupId", [](const Subject& s) { return number_or_nothing(s.event.actor.gid); }},
    {"", "group.id", "", [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "group.Ext.real.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "process.real_group.id", "",
     [](const Subject& s) { return digits_or_nothing(s.event.actor.gid); }},
    {"", "process.group.id", "", [](const Subject& s) { return digits_or_nothing(s.event.actor.egid); }},
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

    // the account that a program told audit about
    in(Scope::account, {"account", "pipehound.account.name", "",
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) { return text_or_nothing(act.account); });
     }}),
    in(Scope::account, {"account_id", "pipehound.account.id", "",
     [](const Subject& s) {
         return of<AccountChanged>(s, [](const auto& act) { return number_or_nothing(act.id); });
     }}),
    in(Scope::login, {"login_terminal", "pipehound.login.terminal", "",
     [](const Subject& s) {
         return of<UserAuthenticated>(
             s, [](const auto& act) { return text_or_nothing(act.terminal); });
     }}),

    // the file
    in(Scope::file, {"path", "file.path", "TargetFilename", path}),
    in(Scope::file, {"file_name", "file.name", "", file_name}),
    in(Scope::file, {"", "file.extension", "",
     [](const Subject& s) { return part_of(path(s), extension_in); }}),
    in(Scope::file, {"from_path", "file.Ext.original.path", "SourceFilename", original_path}),
    in(Scope::file, {"", "file.Ext.original.name", "",
     [](const Subject& s) { return part_of(original_path(s), name_in); }}),
    in(Scope::file, {"", "file.Ext.original.extension", "",
     [](const Subject& s) { return part_of(original_path(s), extension_in); }}),
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
    in(Scope::source, {"", "source.address", "", source_address}),
    in(Scope::source, {"", "source.ip", "SourceIp", source_address}),
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
