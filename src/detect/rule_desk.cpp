// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_desk.hpp"

#include <algorithm>
#include <utility>

#include "detect/event_summary.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/process_facts.hpp"
#include "detect/rule_alert.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using process::Process;

constexpr std::size_t recent_limit = 1024;    // sightings remembered for incidents to come
constexpr std::size_t members_limit = 16384;  // of incidents, remembered for sightings to come
constexpr std::size_t detections_limit = 64;  // that an incident shows

/// `asked` must outlive it.
FactsTeller teller(const Asked& asked) {
    return [&asked](event::Needs part, event::Facts& facts) { tell(asked, part, facts); };
}

template <typename Find>
alert::Detection detection_of(const Find& find) {
    return {find.meta->id,    find.meta->title,   find.meta->level,
            find.moment.time, find.moment.serial, find.process.pid};
}

void add_detection(Incident& incident, const alert::Detection& detection) {
    const bool known =
        std::any_of(incident.detections.begin(), incident.detections.end(), [&](const auto& other) {
            return other.rule_id == detection.rule_id && other.serial == detection.serial;
        });
    if (!known && incident.detections.size() < detections_limit)
        incident.detections.push_back(detection);
}

event::Pid pid_of(const event::EcsDocument& document) {
    const auto pid = event::to_number(document.first("process.pid"));
    const bool sound = pid && *pid > 0 && *pid < 1e9;
    return sound ? static_cast<event::Pid>(*pid) : event::Pid::unknown;
}

/// The incident as one event, for filters: its shell opened the FIFO.
event::Event event_of(const pipe::Verdict& verdict, const process::ProcessTable& processes,
                      event::Time now) {
    const auto& shell = *verdict.shell;
    event::Event event;
    event.header = {shell.node, now, 0};
    event.actor.pid = shell.pid;
    event.actor.ppid = shell.ppid;
    event.actor.uid = shell.uid;
    event.actor.gid = shell.gid;
    event.actor.login_uid = shell.login_uid;
    event.actor.session = shell.session;
    event.actor.tty = processes.text(shell.tty);
    event.actor.user = processes.text(shell.user);
    event.actor.login_user = processes.text(shell.login_user);
    if (const auto* const program = shell.program()) event.actor.exe = program->exe();
    event::FileOpened opened;
    opened.type = event::FileType::fifo;
    if (!verdict.fifos.empty()) {
        opened.file = verdict.fifos.front()->file;
        opened.path = verdict.fifos.front()->path;
    }
    event.act = std::move(opened);
    return event;
}

}  // namespace

RuleDesk::RuleDesk(const Limits& limits, const event::NodeNames& nodes,
                   const pipe::Tracker& tracker, Statistics& statistics)
    : limits_{limits},
      nodes_{nodes},
      tracker_{tracker},
      statistics_{statistics},
      limit_{limits.alerts} {}

void RuleDesk::take(const event::Event& event, const Process& process, const event::Moment& now,
                    std::vector<alert::Alert>& alerts) {
    if (!watch_) return;
    const auto node = nodes_.name(event.header.node);
    const process::Reference who{process.pid, process.id};
    const auto wanted = [&](const rule::Meta& meta, const CompiledFilter* filter) {
        return wish({&meta, now, event.header.node, who}, filter);
    };
    const Asked asked{process, tracker_.processes(), node, event.actor.comm};
    const auto facts = teller(asked);
    for (auto& sighting : watch_->see(event, facts, {now, who, node}, wanted))
        tell(std::move(sighting), alerts);
}

void RuleDesk::take(const event::Records& records, const event::Moment& now,
                    std::vector<alert::Alert>& alerts) {
    if (!watch_) return;
    process::Reference who;
    if (records.actor) {
        who.pid = records.actor->pid;
        const auto* const process = tracker_.processes().find(records.header.node, who.pid);
        if (process != nullptr) who.id = process->id;
    }
    const auto wanted = [&](const rule::Meta& meta, const CompiledFilter* filter) {
        return wish({&meta, now, records.header.node, who}, filter);
    };
    for (auto& sighting :
         watch_->see(records, {now, who, nodes_.name(records.header.node)}, wanted))
        tell(std::move(sighting), alerts);
}

void RuleDesk::take(const event::EcsDocument& document, const event::Moment& now,
                    std::vector<alert::Alert>& alerts) {
    if (!watch_) return;
    const process::Reference who{pid_of(document), 0};
    const auto wanted = [&](const rule::Meta& meta, const CompiledFilter* filter) {
        return wish({&meta, now, document.header().node, who}, filter);
    };
    const auto before = alerts.size();
    for (auto& sighting : watch_->see(document, {now, who, {}}, wanted))
        tell(std::move(sighting), alerts);
    for (auto i = before; i < alerts.size(); ++i) alerts[i].host = document.first("host.name");
}

Wish RuleDesk::wish(const Find& find, const CompiledFilter* filter) {
    ++statistics_.rule_matches;
    if (filter != nullptr) {
        ++statistics_.excluded;
        return limits_.tell_excluded ? Wish::tell : Wish::no;
    }
    if (const auto incident = incident_of(find)) {
        add_detection(*incident, detection_of(find));
        if (incident->level && find.meta->level <= *incident->level) {
            ++statistics_.joined;
            return Wish::no;
        }
    }
    if (recent_.size() >= recent_limit) recent_.pop_front();
    recent_.push_back(find);
    const auto verdict = limit_.judge(*find.meta, find.moment.time);
    if (verdict == AlertLimit::Verdict::tell) return Wish::tell;
    ++statistics_.held_back;
    return verdict == AlertLimit::Verdict::keep ? Wish::hold : Wish::no;
}

void RuleDesk::tell(Sighting sighting, std::vector<alert::Alert>& alerts) {
    if (sighting.held) return limit_.keep(std::move(sighting));
    alerts.push_back(alert_of(sighting));
    if (sighting.excluded_by != nullptr) return;
    ++statistics_.alerts;
    if (const auto incident = incident_of(find_of(sighting))) alerts.back().incident = incident->id;
}

RuleDesk::Find RuleDesk::find_of(const Sighting& sighting) {
    const auto& last = sighting.findings.back();
    return {sighting.meta, last.moment, last.node, last.process};
}

/// Members, and whatever runs below the shell: these are the commands that come in.
std::shared_ptr<Incident> RuleDesk::incident_of(const Find& find) const {
    if (members_.empty() || find.process.id == 0) return nullptr;
    const auto own = members_.find(find.process.id);
    if (own != members_.end()) return own->second.incident;
    const auto* const process = tracker_.processes().resolve(find.node, find.process);
    std::shared_ptr<Incident> incident;
    if (process == nullptr) return incident;
    process::for_each_ancestor(*process, [&](const Process& ancestor) {
        const auto found = members_.find(ancestor.id);
        if (found != members_.end() && found->second.shell) incident = found->second.incident;
        return !incident;
    });
    return incident;
}

void RuleDesk::join(const std::shared_ptr<Incident>& incident, const pipe::Verdict& verdict) {
    if (!watch_ || !limits_.join_incidents) return;
    enter(*verdict.shell, {incident, true});
    if (verdict.network != nullptr) enter(*verdict.network, {incident, false});
    for (const auto* relay : verdict.relays) enter(*relay, {incident, false});
    for (const auto* fifo : verdict.fifos)
        if (const auto* creator = tracker_.processes().resolve(fifo->node, fifo->creator))
            enter(*creator, {incident, false});
    for (const auto& find : recent_)
        if (incident_of(find) == incident) add_detection(*incident, detection_of(find));
}

void RuleDesk::enter(const Process& process, Membership membership) {
    if (members_.emplace(process.id, std::move(membership)).second)
        member_order_.push_back(process.id);
    while (member_order_.size() > members_limit) {
        members_.erase(member_order_.front());
        member_order_.pop_front();
    }
}

bool RuleDesk::excludes(Incident& incident, const pipe::Verdict& verdict, alert::Alert& alert,
                        event::Time now) {
    if (!watch_ || watch_->book().pipe_filters.empty()) return false;
    const auto node = nodes_.name(verdict.shell->node);
    const auto event = event_of(verdict, tracker_.processes(), now);
    const Asked asked{*verdict.shell, tracker_.processes(), node, {}};
    const auto* const filter = watch_->excludes_incident(event, teller(asked), node);
    if (filter == nullptr) return false;
    if (std::exchange(incident.excluded, true)) return true;
    ++statistics_.excluded;
    watch_->count_excluded(*filter);
    if (limits_.tell_excluded)
        alert.exclusion = {filter->meta.id, filter->meta.title, filter->reason};
    return true;
}

void RuleDesk::expire(event::Time now, std::vector<alert::Alert>& alerts) {
    if (!watch_) return;
    for (auto& sighting : watch_->expire(now)) {
        const auto wanted = wish(find_of(sighting), nullptr);
        sighting.held = wanted == Wish::hold;
        if (wanted != Wish::no) tell(std::move(sighting), alerts);
    }
    tell_held(limit_.expire(now), alerts);
}

void RuleDesk::tell_all_held(std::vector<alert::Alert>& alerts) {
    tell_held(limit_.expire(event::Time::max()), alerts);
}

std::optional<event::Time> RuleDesk::deadline() const {
    if (!watch_) return std::nullopt;
    const auto watch = watch_->deadline();
    const auto limit = limit_.deadline();
    return watch && limit ? std::min(watch, limit) : watch ? watch : limit;
}

alert::Alert RuleDesk::alert_of(const Sighting& sighting) const {
    return rule_alert(sighting, tracker_.processes(), nodes_.name(sighting.findings.back().node));
}

void RuleDesk::tell_held(std::vector<AlertLimit::Held> held,
                         std::vector<alert::Alert>& alerts) const {
    for (const auto& [count, first] : held) {
        auto alert = alert_of(first);
        alert.held_back = count;
        alert.reason = std::to_string(count) +
                       " more alerts of this rule were held back; this is the first of them";
        alerts.push_back(std::move(alert));
    }
}

std::vector<alert::Alert> RuleDesk::change_rules(std::shared_ptr<const RuleBook> book,
                                                 std::shared_ptr<const event::UserNames> users) {
    std::vector<alert::Alert> alerts;
    tell_all_held(alerts);
    auto watch = std::make_unique<RuleWatch>(std::move(book), std::move(users));
    if (watch_) watch->take_over(*watch_);
    recent_.clear();  // they point into the book that goes
    watch_ = std::move(watch);
    return alerts;
}

std::vector<FilterCount> RuleDesk::filter_counts() const {
    std::vector<FilterCount> counts;
    if (!watch_) return counts;
    for (const auto& [filter, excluded] : watch_->filter_counts())
        counts.push_back(
            {filter->meta.id, filter->meta.title, filter->reason, excluded, filter->expires});
    return counts;
}

void RuleDesk::add_filter_counts(const std::vector<FilterCount>& counts) {
    for (const auto& count : counts)
        if (watch_) watch_->add_excluded(count.id, count.excluded);
}

void RuleDesk::save(event::ArchiveWriter& to) {
    event::ArchiveWriter of_rules;
    if (watch_) watch_->save(of_rules);
    to.text(std::move(of_rules).take());
}

bool RuleDesk::restore(event::ArchiveReader& from) {
    const auto bytes = from.text();
    if (!watch_ || bytes.empty()) return from.sound();
    event::ArchiveReader of_rules{bytes};
    return watch_->restore(of_rules) && of_rules.at_end();
}

void RuleDesk::add_to(Statistics& statistics) const {
    if (!watch_) return;
    statistics.correlation_groups = watch_->correlator().groups();
    statistics.correlation_groups_evicted = watch_->correlator().evictions();
    statistics.sequence_chains = watch_->sequencer().chains();
    statistics.sequence_chains_evicted = watch_->sequencer().evictions();
}

}  // namespace pipehound::detect
