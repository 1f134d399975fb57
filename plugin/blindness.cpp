// SPDX-License-Identifier: Apache-2.0
#include "blindness.hpp"

#include <utility>

#include "detect/pipe_rule.hpp"
#include "event/fingerprint.hpp"

namespace pipehound::plugin {

namespace {

struct Kind {
    const char* id;
    const char* name;
    const char* description;
    event::Level level;
    bool somebody_did_it;  // it takes a command, not a load
};

constexpr Kind kinds[] = {
    {"f1ca251b-f2a7-4ee9-8005-9a92f720585e", "Audit was switched off",
     "The kernel audits nothing any more, so no detection can fire.", event::Level::high, true},
    {"441eb1cb-b1f8-4b74-8e40-d6ed2a894fae", "Audit rules that pipehound needs are gone",
     "The kernel does not show any more what it showed before: rules were removed, or others that "
     "silence them were put first.",
     event::Level::high, true},
    {"76f902eb-4fc2-4fa1-8b93-eab8593d49aa", "The kernel lost audit records",
     "The kernel had to drop records, any of which may have been an attack's: its backlog was "
     "full, or its rate limit reached.",
     event::Level::medium, false},
    {"9b3c2826-004e-42cc-8421-eb1e6b2fa51a", "Audit records never arrived",
     "Numbers of audit events are missing: the kernel or auditd dropped them on the way.",
     event::Level::medium, false},
    {"8a597b0f-c034-44a3-8b6f-6b74d94720c1", "Pipehound could not take everything in",
     "Queues of pipehound's own were full, so that events were judged early, or alerts were not "
     "told.",
     event::Level::medium, false}};

const Kind& kind(Blindness what) { return kinds[static_cast<std::size_t>(what)]; }

std::string id_of(Blindness what, event::Time now) {
    event::Fingerprint fingerprint;
    fingerprint.add(kind(what).id).add(static_cast<std::uint64_t>(now.time_since_epoch().count()));
    return "phb-" + fingerprint.text();
}

}  // namespace

const alert::Rule& rule_of(Blindness what) {
    static const auto rules = [] {
        std::array<alert::Rule, all_blindness.size()> all;
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].id = kinds[i].id;
            all[i].name = kinds[i].name;
            all[i].description = kinds[i].description;
        }
        return all;
    }();
    return rules[static_cast<std::size_t>(what)];
}

alert::Alert blindness_alert(Blindness what, std::string reason, event::Time now) {
    const auto& its = kind(what);
    alert::Alert alert;
    alert.kind = alert::Kind::blindness;
    alert.level = its.level;
    alert.confidence = 95;
    alert.risk_score = detect::risk_score(its.level);
    alert.rule = rule_of(what);
    if (its.somebody_did_it)
        alert.techniques.push_back(
            {"T1562.012", "Disable or Modify Linux Audit System", "TA0005", "Defense Evasion"});
    alert.reason = std::move(reason);
    alert.incident = id_of(what, now);
    alert.first = alert.last = now;
    return alert;
}

}  // namespace pipehound::plugin
