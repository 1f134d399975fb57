// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/actor.hpp"

#include <utility>

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

/// An id by its number; `unset`, and counted, where it is damaged.
template <typename Id>
Id id(std::string_view raw, Counters& counters) {
    const auto value = to_number<std::uint32_t>(raw);
    if (!value) ++counters.bad_field;
    return value ? Id{*value} : Id::unset;
}

/// auditd writes "unset" for no login and "unknown(1000)" for an id without a name; no name either.
std::string user_name(std::string_view enriched) {
    if (enriched == "unset" || enriched.starts_with("unknown(")) return {};
    return std::string{enriched};
}

/// The terminal is trusted text: never quoted, never hex (kernel/audit.c, audit_log_task_info).
std::string terminal(std::string_view raw) {
    return raw == "(none)" ? std::string{} : std::string{raw};
}

event::Actor describe(const ParsedRecord& record, Counters& counters) {
    event::Actor actor;
    actor.login_uid = id<event::Uid>(record.field("auid"), counters);
    actor.uid = id<event::Uid>(record.field("uid"), counters);
    actor.euid = id<event::Uid>(record.field("euid"), counters);
    actor.gid = id<event::Gid>(record.field("gid"), counters);
    actor.egid = id<event::Gid>(record.field("egid"), counters);
    actor.session = id<event::Session>(record.field("ses"), counters);
    actor.tty = terminal(record.field("tty"));
    actor.comm = string_of(record.field("comm"), counters);
    actor.exe = string_of(record.field("exe"), counters);
    actor.user = user_name(record.enriched_field("UID"));
    actor.login_user = user_name(record.enriched_field("AUID"));
    return actor;
}

/// Of a message from user space the kernel vouches for the ids in front of it alone
/// (kernel/audit.c, audit_log_common_recv_msg); what stands in msg='...' is the sender's word.
void disbelieve_names(event::Actor& actor) {
    actor.comm.clear();
    actor.exe.clear();
    actor.tty.clear();
}

}  // namespace

std::optional<event::Actor> translate_actor(const Material& material) {
    if (const auto* const syscall = material.record(RecordType::syscall))
        return actor_of_call(*syscall, material.counters);
    ++material.counters.bad_field;
    return std::nullopt;
}

std::optional<event::Actor> actor_of_call(const ParsedRecord& syscall, Counters& counters) {
    const auto pid = to_number<std::int32_t>(syscall.field("pid"));
    const auto ppid = to_number<std::int32_t>(syscall.field("ppid"));
    if (!pid || !ppid || *pid <= 0 || *ppid < 0) {
        ++counters.bad_field;
        return std::nullopt;
    }
    auto actor = describe(syscall, counters);
    actor.pid = event::Pid{*pid};
    actor.ppid = event::Pid{*ppid};
    return actor;
}

std::optional<event::Actor> actor_of_record(const ParsedRecord& record) {
    Counters unheeded;  // what such a record leaves out is no damage
    auto actor = describe(record, unheeded);
    if (record.type == RecordType::single) disbelieve_names(actor);
    const auto pid = to_number<std::int32_t>(record.field("pid"));
    if (pid && *pid > 0) actor.pid = event::Pid{*pid};
    const bool told = actor.pid != event::Pid::unknown || actor.uid != event::Uid::unset ||
                      actor.login_uid != event::Uid::unset;
    return told ? std::optional{std::move(actor)} : std::nullopt;
}

}  // namespace pipehound::audit
