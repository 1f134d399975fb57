// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/actor.hpp"

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

/// An id by its number; `unset`, and counted, where it is damaged.
template <typename Id>
Id id(const Material& material, std::string_view raw) {
    const auto value = to_number<std::uint32_t>(raw);
    if (!value) ++material.counters.bad_field;
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

event::Actor describe(const Material& material, const ParsedRecord& record) {
    event::Actor actor;
    actor.login_uid = id<event::Uid>(material, record.field("auid"));
    actor.uid = id<event::Uid>(material, record.field("uid"));
    actor.euid = id<event::Uid>(material, record.field("euid"));
    actor.gid = id<event::Gid>(material, record.field("gid"));
    actor.egid = id<event::Gid>(material, record.field("egid"));
    actor.session = id<event::Session>(material, record.field("ses"));
    actor.tty = terminal(record.field("tty"));
    actor.comm = material.string(record.field("comm"));
    actor.exe = material.string(record.field("exe"));
    actor.user = user_name(record.enriched_field("UID"));
    actor.login_user = user_name(record.enriched_field("AUID"));
    return actor;
}

}  // namespace

std::optional<event::Actor> translate_actor(const Material& material) {
    const auto* const record = material.record(RecordType::syscall);
    const auto pid = record ? to_number<std::int32_t>(record->field("pid")) : std::nullopt;
    const auto ppid = record ? to_number<std::int32_t>(record->field("ppid")) : std::nullopt;
    if (!pid || !ppid || *pid <= 0 || *ppid < 0) {
        ++material.counters.bad_field;
        return std::nullopt;
    }
    auto actor = describe(material, *record);
    actor.pid = event::Pid{*pid};
    actor.ppid = event::Pid{*ppid};
    return actor;
}

}  // namespace pipehound::audit
