// SPDX-License-Identifier: Apache-2.0
// The ways from an event to the answers of the table of fields, for fields_table.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "event/act_words.hpp"
#include "event/fields.hpp"
#include "event/text.hpp"

namespace pipehound::event::answers {

[[nodiscard]] Value text_or_nothing(std::string_view text);

[[nodiscard]] Value list_or_nothing(const std::vector<std::string>& list);

[[nodiscard]] Value line_or_nothing(const std::vector<std::string>& args);

[[nodiscard]] Value time_or_nothing(Time time);

/// As audit writes an argument of a call, without 0x (kernel/auditsc.c, audit_log_exit).
[[nodiscard]] std::string hex(std::uint64_t number);

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
[[nodiscard]] Value user_name(const Subject& subject, std::string_view name, Uid uid);

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
[[nodiscard]] const ActWords& words(const Subject& subject);

[[nodiscard]] Value ecs_action(const Subject& subject);

[[nodiscard]] Words other_actions(const Subject& subject);

/// Elastic's endpoint keeps kinds of events apart, auditd_manager keeps all in one.
[[nodiscard]] Words other_datasets(const Subject& subject);

// Who.
/// Whose name user.name is: of a login, the account's.
[[nodiscard]] Uid uid(const Subject& subject);

[[nodiscard]] Uid login_uid(const Subject& subject);

[[nodiscard]] Uid owner(const Subject& subject);

[[nodiscard]] Value user(const Subject& subject);

[[nodiscard]] const std::vector<std::string>& args(const Subject& subject);

/// The file that runs. A message tells none that is to be believed.
[[nodiscard]] std::string_view executable(const Subject& subject);

/// The id of this host, so that what happened on one host can be told apart from what happened on
/// another.
[[nodiscard]] Value host_id(const Subject& subject);

/// Rules that follow one host need an answer even where a stored log does not tell it.
[[nodiscard]] Words some_host(const Subject& subject);

[[nodiscard]] Value cwd(const Subject& subject);

[[nodiscard]] Value called(const Subject& subject);

template <typename Read>
Value of_parent(const Subject& subject, Read read) {
    return subject.facts.parent ? Value{read(*subject.facts.parent)} : Value{};
}

/// Who is at a terminal may be asked: as near as audit comes to an interactive process.
[[nodiscard]] Value interactive(const Subject& subject);

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
[[nodiscard]] Value path(const Subject& s);

[[nodiscard]] Value original_path(const Subject& s);

/// What `part` takes of the answer where that is a view.
[[nodiscard]] Value part_of(const Value& whole, std::string_view (*part)(std::string_view));

[[nodiscard]] std::string_view name_in(std::string_view path);

/// Without its dot; a name that only begins with one has no extension.
[[nodiscard]] std::string_view extension_in(std::string_view path);

[[nodiscard]] Value file_name(const Subject& s);

[[nodiscard]] std::optional<FileType> type_of_file(const Subject& subject);

[[nodiscard]] Value file_type(const Subject& subject);

[[nodiscard]] Value action(const Subject& subject);

[[nodiscard]] Value category(const Subject& subject);

[[nodiscard]] const FileId* file(const Subject& subject);

template <typename Read>
Value of_file(const Subject& subject, Read read) {
    const FileId* id = file(subject);
    return id == nullptr ? Value{} : Value{read(*id)};
}

// Which connection. The destination is where the connection goes: the remote end of a connect, this
// host of an accept (whose own address is not audited). A bound socket is neither yet, so its
// address has names of its own.
[[nodiscard]] const Endpoint* remote(const Subject& subject);

[[nodiscard]] const Endpoint* remote_of_connect(const Subject& subject);

[[nodiscard]] const Endpoint* remote_of_accept(const Subject& subject);

[[nodiscard]] const Endpoint* local(const Subject& subject);

[[nodiscard]] Value address(const Endpoint* end);

[[nodiscard]] Value port(const Endpoint* end);

[[nodiscard]] std::string_view network_type_of(const Subject& subject);

[[nodiscard]] Value network_type(const Subject& subject);

/// The other end of an accept, or where a login came from.
[[nodiscard]] Value source_address(const Subject& subject);

[[nodiscard]] Value direction(const Subject& subject);

[[nodiscard]] Value initiated(const Subject& subject);

// What call.
template <std::size_t index>
Value argument(const Subject& subject) {
    const auto& call = subject.event.call;
    return call ? Value{hex(call->arguments[index])} : Value{};
}

[[nodiscard]] Value call_name(const Subject& subject);

/// What auditd_manager calls kinds of calls, as far as rules ask for it.
[[nodiscard]] Value call_class(const Subject& subject);

/// The family's name where go-libaudit has one (aucoalesce), else its number.
[[nodiscard]] Value socket_family(const Subject& subject);

[[nodiscard]] Value outcome(const Subject& subject);

[[nodiscard]] Value result(const Subject& subject);

[[nodiscard]] Value fd(const Subject& subject);

/// Sysmon's way to write a time, which Sigma's names follow: "2026-11-20 03:12:45.123".
[[nodiscard]] Value utc_time(const Subject& subject);

// In the words of Microsoft Sentinel's ASIM.
[[nodiscard]] Value asim_result(const Subject& subject);

[[nodiscard]] Value asim_direction(const Subject& subject);

[[nodiscard]] Value asim_protocol_version(const Subject& subject);

/// The kind of an id, or of a name, that is told.
[[nodiscard]] Value id_type(Uid uid);
[[nodiscard]] Value name_type(const Value& name);
[[nodiscard]] Value path_type(const Value& path);

/// The file that the parent's parent runs.
[[nodiscard]] Value above_parent(const Subject& subject);

/// Whose rights the process has: another one than who started it where a program is setuid.
[[nodiscard]] Uid euid(const Subject& subject);
[[nodiscard]] Value effective_user(const Subject& subject);

/// Without the name behind the last slash; the root itself is "/".
[[nodiscard]] std::string_view folder_in(std::string_view path);

/// Was it this host that connected? Nothing where there is no connection.
[[nodiscard]] std::optional<bool> goes_out(const Subject& subject);

[[nodiscard]] Value host_name(const Subject& subject);
[[nodiscard]] Value process_id(const Subject& subject);
[[nodiscard]] Value process_guid(const Subject& subject);
[[nodiscard]] Value process_name(const Subject& subject);
[[nodiscard]] Value user_id(const Subject& subject);

}  // namespace pipehound::event::answers
