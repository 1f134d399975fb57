// SPDX-License-Identifier: Apache-2.0
#include "blindness_watch.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "event/text.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::size_t evidence_limit = 16;
constexpr std::size_t members_limit = 4;

std::string_view value_of(const event::Record& record, std::string_view name) {
    for (const auto& [known, value] : record.fields)
        if (known == name) return value;
    return {};
}

bool is_state(Blindness what) {
    return what == Blindness::audit_off || what == Blindness::rules_gone;
}

alert::Member member_of(const event::Actor& actor) {
    alert::Member member;
    member.role = alert::Role::subject;
    member.pid = actor.pid;
    member.ppid = actor.ppid;
    member.executable = actor.exe;
    member.user = {actor.uid, actor.user};
    member.login_user = {actor.login_uid, actor.login_user};
    member.session = actor.session;
    member.tty = actor.tty;
    return member;
}

/// What the rules showed at best, as far as each of two looks tells.
void raise(KernelLook& best, const KernelLook& look) {
    best.own_rules = std::max(best.own_rules, look.own_rules);
    for (std::size_t i = 0; i < std::min(best.coverage.size(), look.coverage.size()); ++i)
        best.coverage[i] = std::max(best.coverage[i], look.coverage[i]);
}

bool shows_less(const KernelLook& look, const KernelLook& best) {
    if (look.own_rules < best.own_rules) return true;
    for (std::size_t i = 0; i < std::min(best.coverage.size(), look.coverage.size()); ++i)
        if (look.coverage[i] < best.coverage[i]) return true;
    return false;
}

std::string reason_of(const KernelLook& look, const KernelLook& best) {
    std::string reason = "The kernel shows less than before";
    if (look.own_rules < best.own_rules)
        reason = std::to_string(best.own_rules - look.own_rules) + " of " +
                 event::counted(best.own_rules, "rule", "rules") +
                 " with the key pipehound are gone";
    if (!look.gaps.empty()) reason += ": " + look.gaps.front();
    return reason;
}

}  // namespace

void BlindnessWatch::see(const event::Records& records, event::Time now) {
    for (const auto& record : records.records)
        if (record.type == "CONFIG_CHANGE" && value_of(record, "res") != "0")
            see_change(records, record, now);
}

/// kernel/audit.c, audit_log_config_change; kernel/auditfilter.c, audit_log_rule_change.
void BlindnessWatch::see_change(const event::Records& records, const event::Record& record,
                                event::Time now) {
    const auto op = value_of(record, "op");
    const auto enabled = value_of(record, "audit_enabled");
    const bool own = value_of(record, "key").starts_with("pipehound");
    if (enabled == "0") {
        suspect(Blindness::audit_off, now, "Somebody switched audit off");
        note(Blindness::audit_off, records, "switched audit off");
    } else if (!enabled.empty()) {
        end(Blindness::audit_off);
    } else if (op == "remove_rule" && own) {
        ++removed_;
        suspect(Blindness::rules_gone, now,
                event::counted(static_cast<std::uint64_t>(std::max<std::int64_t>(removed_, 1)),
                               "rule", "rules") +
                    " with the key pipehound were removed");
        note(Blindness::rules_gone, records, "removed a kernel rule with the key pipehound");
    } else if (op == "add_rule" && own) {
        if (--removed_ <= 0 && !kernel_answers_) end(Blindness::rules_gone);
    }
    wants_look_ = wants_look_ || op == "add_rule" || op == "remove_rule";
}

void BlindnessWatch::see(const KernelLook& look, event::Time now) {
    kernel_answers_ = look.failure.empty();
    if (!kernel_answers_) {
        for (auto& its : troubles_) its.certain = its.certain || its.asked;
        return;
    }
    if (look.enabled != 0) {
        end(Blindness::audit_off);
    } else {
        suspect(Blindness::audit_off, now, "The kernel's audit is switched off");
        confirm(Blindness::audit_off, now);
    }
    if (lost_ && look.lost > *lost_)
        grow(Blindness::kernel_lost, look.lost - *lost_, now,
             "The kernel dropped audit records, since its backlog of " +
                 std::to_string(look.backlog_limit) + " was full or its rate limit reached");
    lost_ = look.lost;
    see_rules(look, now);
}

void BlindnessWatch::see_rules(const KernelLook& look, event::Time now) {
    if (!best_) best_ = look;
    raise(*best_, look);
    if (!shows_less(look, *best_)) {
        removed_ = 0;
        return end(Blindness::rules_gone);
    }
    suspect(Blindness::rules_gone, now, reason_of(look, *best_));
    confirm(Blindness::rules_gone, now);
}

void BlindnessWatch::see(const Counts& counts, event::Time now) {
    if (counts.serial_gap > counts_.serial_gap)
        grow(Blindness::serial_gap, counts.serial_gap - counts_.serial_gap, now,
             "Audit events never arrived by their numbers: the kernel or auditd dropped them");
    if (counts.queue_drops > counts_.queue_drops)
        grow(Blindness::queue_drops, counts.queue_drops - counts_.queue_drops, now,
             "Queues of pipehound's own were full (`pipehound status` tells which)");
    counts_ = counts;
}

void BlindnessWatch::accept_rules() {
    best_.reset();
    removed_ = 0;
    trouble(Blindness::rules_gone) = {.last_told = trouble(Blindness::rules_gone).last_told};
    wants_look_ = true;
}

void BlindnessWatch::suspect(Blindness what, event::Time now, std::string reason) {
    auto& its = trouble(what);
    if (!its.since) its.since = now;
    its.reason = std::move(reason);
}

/// Who did it, by the records of his call.
void BlindnessWatch::note(Blindness what, const event::Records& records, std::string summary) {
    auto& its = trouble(what);
    const auto pid = records.actor ? records.actor->pid : event::Pid::unknown;
    if (its.evidence.size() < evidence_limit)
        its.evidence.push_back({records.header.time, records.header.serial, "record-written", pid,
                                std::move(summary)});
    const bool known = std::any_of(its.members.begin(), its.members.end(),
                                   [pid](const auto& member) { return member.pid == pid; });
    if (pid != event::Pid::unknown && !known && its.members.size() < members_limit)
        its.members.push_back(member_of(*records.actor));
}

/// The kernel says that it is so: that counts when the grace is over.
void BlindnessWatch::confirm(Blindness what, event::Time now) {
    auto& its = trouble(what);
    if (its.asked || now >= *its.since + limits_.grace) its.certain = true;
}

void BlindnessWatch::grow(Blindness what, std::uint64_t by, event::Time now, std::string reason) {
    suspect(what, now, std::move(reason));
    auto& its = trouble(what);
    its.certain = true;
    its.grown = now;
    its.amount += by;
}

void BlindnessWatch::end(Blindness what) {
    auto& its = trouble(what);
    if (its.told) over_.push_back(rule_of(what).name + ": that is over");
    its = {.last_told = its.last_told};
}

std::vector<alert::Alert> BlindnessWatch::expire(event::Time now) {
    std::vector<alert::Alert> alerts;
    for (const auto what : all_blindness) {
        auto& its = trouble(what);
        if (!its.since) continue;
        if (its.told && !is_state(what) && now >= its.grown + limits_.quiet) end(what);
        if (!its.since || its.told || now < due(its)) continue;
        if (!its.certain && kernel_answers_ && !its.asked) {
            its.asked = wants_look_ = true;
            continue;
        }
        tell(what, now, alerts);
    }
    return alerts;
}

/// When something is to be done about what was not told yet: ask, tell, or tell without an answer.
event::Time BlindnessWatch::due(const Trouble& its) const {
    const auto pause = its.last_told ? *its.last_told + limits_.pause : event::Time::min();
    if (its.certain) return std::max(*its.since, pause);
    return std::max(*its.since + limits_.grace * (its.asked ? 2 : 1), pause);
}

void BlindnessWatch::tell(Blindness what, event::Time now, std::vector<alert::Alert>& alerts) {
    auto& its = trouble(what);
    auto reason = its.reason;
    if (its.amount > 0) reason += ": " + std::to_string(its.amount) + " so far";
    auto alert = blindness_alert(what, std::move(reason), now);
    alert.evidence = its.evidence;
    alert.members = its.members;
    if (!its.evidence.empty()) alert.first = its.evidence.front().time;
    its.told = true;
    its.last_told = now;
    alerts.push_back(std::move(alert));
}

std::optional<event::Time> BlindnessWatch::deadline() const {
    std::optional<event::Time> first;
    for (const auto what : all_blindness) {
        const auto& its = troubles_[static_cast<std::size_t>(what)];
        if (!its.since || (its.told && is_state(what))) continue;
        const auto next = its.told ? its.grown + limits_.quiet : due(its);
        first = std::min(first.value_or(event::Time::max()), next);
    }
    return first;
}

std::vector<std::string> BlindnessWatch::lasting() const {
    std::vector<std::string> sentences;
    for (const auto what : all_blindness) {
        const auto& its = troubles_[static_cast<std::size_t>(what)];
        if (!its.told) continue;
        auto sentence =
            rule_of(what).name + " (since " + event::iso8601(*its.since) + "): " + its.reason;
        if (its.amount > 0) sentence += ": " + std::to_string(its.amount) + " so far";
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

}  // namespace pipehound::plugin
