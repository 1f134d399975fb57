// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_alert.hpp"

#include "alert/attack.hpp"
#include "detect/evidence_list.hpp"
#include "detect/members.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/rule_book.hpp"
#include "event/fingerprint.hpp"

namespace pipehound::detect {

namespace {

/// How sure one is of a rule by the state that its author gave it: Sigma's status
/// (sigma-specification 2.1), Elastic's maturity.
int confidence_of(const rule::Meta& meta) {
    if (meta.status == "stable" || meta.status == "production") return 80;
    if (meta.status == "test") return 60;
    return 40;
}

std::string alert_id(const Sighting& sighting, std::string_view node) {
    event::Fingerprint fingerprint;
    fingerprint.add(sighting.meta->id).add(node);
    for (const auto& finding : sighting.findings) fingerprint.add(finding.moment);
    return "phr-" + fingerprint.text();
}

}  // namespace

alert::Alert rule_alert(const Sighting& sighting, const process::ProcessTable& processes,
                        std::string_view node) {
    const auto& meta = *sighting.meta;
    Members members{processes, node};
    EvidenceList evidence{EvidenceList::Order::as_added};
    for (const auto& finding : sighting.findings) {
        members.add(processes.resolve(finding.node, finding.process), alert::Role::subject);
        evidence.add(finding.moment, finding.action, finding.process.pid, finding.summary,
                     finding.event_id);
    }
    members.add_whole_ancestry();

    alert::Alert alert;
    alert.level = meta.level;
    alert.confidence = confidence_of(meta);
    alert.risk_score = meta.risk.value_or(risk_score(meta.level));
    alert.rule = {meta.id,   meta.title,  meta.description, meta.references,
                  meta.note, meta.author, meta.language};
    alert.techniques = alert::techniques_of_tags(meta.tags);
    alert.reason = sighting.reason.empty() ? sighting.findings.back().summary : sighting.reason;
    alert.incident = alert_id(sighting, node);
    alert.host = node;
    alert.file = sighting.file;
    alert.remote = sighting.remote;
    alert.members = members.told();
    evidence.write(alert);
    if (sighting.excluded_by != nullptr)
        alert.exclusion = {sighting.excluded_by->meta.id, sighting.excluded_by->meta.title,
                           sighting.excluded_by->reason};
    return alert;
}

}  // namespace pipehound::detect
