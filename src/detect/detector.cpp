// SPDX-License-Identifier: Apache-2.0
#include "detect/detector.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>
#include <utility>

#include "detect/agenda.hpp"
#include "detect/detector_archive.hpp"
#include "detect/identifier.hpp"
#include "detect/incident.hpp"
#include "detect/live_circle.hpp"
#include "detect/pace.hpp"
#include "detect/pipe_alert.hpp"
#include "detect/process_facts.hpp"
#include "detect/rule_desk.hpp"
#include "pipe/judgement.hpp"
#include "pipe/tracker.hpp"
#include "pipe/tracker_archive.hpp"

namespace pipehound::detect {

namespace {

using event::Level;
using pipe::Names;
using pipe::Verdict;

// A tool that is there but not seen to connect for so long is judged by its name: connects seem not
// to be audited.
constexpr event::Duration name_patience{2000};

// When /proc is asked about an incident that the records leave open: at once, and again while the
// shell may still be setting up.
constexpr std::array looks{event::Duration{0}, event::Duration{100}, event::Duration{400},
                           event::Duration{1500}, event::Duration{5000}};

constexpr std::size_t inquiries_limit = 256;
constexpr std::size_t agenda_limit = 16384;
constexpr std::size_t looked_at_limit = 128;  // processes named in one inquiry

struct Task {
    enum class What : std::uint8_t { judge, judge_names, look };
    What what = What::judge;
    pipe::FifoKey fifo{};
};

}  // namespace

struct Detector::State {
    State(const event::NodeNames& names, Limits limits)
        : nodes{names},
          tracker{limits.processes, limits.fifos},
          watch_limit{limits.fifos * 2},
          desk{limits, nodes, tracker, statistics} {}

    // What the detector remembers of judging a FIFO.
    struct Watch {
        Pace pace{64, event::Duration{50}};
        bool waits = false;        // a judgement is due later
        bool waits_names = false;  // one by names is
    };

    std::vector<alert::Alert> advance(const event::Event& event);
    std::vector<alert::Alert> advance(const event::Records& records);
    std::vector<alert::Alert> advance(const event::EcsDocument& document);
    void run_tasks(event::Time now, std::vector<alert::Alert>& alerts);
    std::vector<alert::Alert> run_due(event::Time now);
    void run(const Task& task, std::vector<alert::Alert>& alerts);
    bool all_is_told(pipe::FifoKey key) const;
    void assess(pipe::FifoKey key, std::vector<alert::Alert>& alerts);
    void judge(pipe::Fifo& fifo, Names names, std::vector<alert::Alert>& alerts);
    void raise(const std::shared_ptr<Incident>& known, const Verdict& verdict,
               std::vector<alert::Alert>& alerts);
    void plan_look(const pipe::Fifo& fifo, const pipe::Judgement& judgement);
    void look(pipe::FifoKey key);
    void ask_parent(const process::Process& process);
    void ask_unit(const process::Process& process);
    void ask(Inquiry inquiry);
    Watch& watch(pipe::FifoKey key);
    Verdict live_verdict(const LiveCircle& circle, const Incident& incident);

    const event::NodeNames& nodes;
    pipe::Tracker tracker;
    std::size_t watch_limit;
    IncidentTable incidents;
    std::unordered_map<pipe::FifoKey, Watch> watches;
    // Of all together: a crowd around many FIFOs takes up to a millisecond each time.
    Pace court{512, event::Duration{4}};
    Agenda<Task> agenda{agenda_limit};
    std::deque<Inquiry> inquiries;
    event::Ordinal ordinal = 0;
    event::Time clock{};  // the latest time seen: event times may run backwards
    Statistics statistics;
    RuleDesk desk;
};

Detector::Detector(const event::NodeNames& nodes, Limits limits)
    : state_{std::make_unique<State>(nodes, limits)} {}
Detector::~Detector() = default;

std::vector<alert::Alert> Detector::advance(const event::Event& event) {
    return state_->advance(event);
}
std::vector<alert::Alert> Detector::expire(event::Time now) { return state_->run_due(now); }

std::vector<alert::Alert> Detector::stop() {
    std::vector<alert::Alert> alerts;
    state_->run_tasks(event::Time::max(), alerts);
    state_->desk.tell_all_held(alerts);
    return alerts;
}
std::vector<alert::Alert> Detector::advance(const event::Records& records) {
    return state_->advance(records);
}

std::vector<alert::Alert> Detector::advance(const event::EcsDocument& document) {
    return state_->advance(document);
}

std::optional<event::Time> Detector::deadline() const {
    const auto agenda = state_->agenda.deadline();
    const auto desk = state_->desk.deadline();
    return agenda && desk ? std::min(agenda, desk) : agenda ? agenda : desk;
}

std::vector<alert::Alert> Detector::change_rules(std::shared_ptr<const RuleBook> book,
                                                 std::shared_ptr<const event::UserNames> users) {
    return state_->desk.change_rules(std::move(book), std::move(users));
}

std::vector<FilterCount> Detector::filter_counts() const { return state_->desk.filter_counts(); }

std::vector<Inquiry> Detector::inquiries() {
    std::vector<Inquiry> asked{std::make_move_iterator(state_->inquiries.begin()),
                               std::make_move_iterator(state_->inquiries.end())};
    state_->inquiries.clear();
    return asked;
}

std::vector<alert::Alert> Detector::State::advance(const event::Event& event) {
    const event::Moment now{++ordinal, event.header.time, event.header.serial};
    auto alerts = run_due(event.header.time);
    const auto change = tracker.advance(event, now);
    ++statistics.events;
    statistics.processes_peak = std::max(statistics.processes_peak, tracker.processes().size());
    statistics.fifos_peak = std::max(statistics.fifos_peak, tracker.fifos().size());
    ask_parent(*change.process);
    ask_unit(*change.process);
    for (const auto fifo : change.fifos) assess(fifo, alerts);
    desk.take(event, *change.process, now, alerts);
    return alerts;
}

std::vector<alert::Alert> Detector::State::advance(const event::Records& records) {
    auto alerts = run_due(records.header.time);
    desk.take(records, {++ordinal, records.header.time, records.header.serial}, alerts);
    return alerts;
}

std::vector<alert::Alert> Detector::State::advance(const event::EcsDocument& document) {
    const auto& header = document.header();
    auto alerts = run_due(header.time);
    ++statistics.events;
    desk.take(document, {++ordinal, header.time, header.serial}, alerts);
    return alerts;
}

// Each task finds the clock at its own due time, also where a stored log ends (`now` is
// Time::max()) and nothing follows.
void Detector::State::run_tasks(event::Time now, std::vector<alert::Alert>& alerts) {
    for (auto due = agenda.deadline(); due && *due <= now; due = agenda.deadline()) {
        clock = std::max(clock, *due);
        for (const auto& task : agenda.take_due(*due)) run(task, alerts);
    }
    if (now != event::Time::max()) clock = std::max(clock, now);
}

std::vector<alert::Alert> Detector::State::run_due(event::Time now) {
    std::vector<alert::Alert> alerts;
    run_tasks(now, alerts);
    desk.expire(now, alerts);
    return alerts;
}

void Detector::State::run(const Task& task, std::vector<alert::Alert>& alerts) {
    auto* fifo = tracker.fifos().find(task.fifo);
    if (fifo == nullptr) return;
    if (task.what == Task::What::look) return look(task.fifo);
    const bool by_names = task.what == Task::What::judge_names;
    auto& watched = watch(task.fifo);
    auto& waits = by_names ? watched.waits_names : watched.waits;
    waits = false;
    if (all_is_told(task.fifo)) return;
    waits = !court.take(clock) && agenda.set(watched.pace.next(clock), task);
    if (waits) return;
    judge(*fifo, by_names ? Names::network_tools : Names::ignored, alerts);
}

bool Detector::State::all_is_told(pipe::FifoKey key) const {
    const auto incident = incidents.find(key);
    return incident && incident->level == Level::critical;
}

// Judges now if the pace of the FIFO and that of all allow it, else as soon as they do.
void Detector::State::assess(pipe::FifoKey key, std::vector<alert::Alert>& alerts) {
    auto* fifo = tracker.fifos().find(key);
    if (fifo == nullptr || all_is_told(key)) return;
    auto& watched = watch(key);
    if (watched.pace.take(clock) && court.take(clock)) return judge(*fifo, Names::ignored, alerts);
    if (!watched.waits)
        watched.waits = agenda.set(watched.pace.next(clock), {Task::What::judge, key});
}

void Detector::State::judge(pipe::Fifo& fifo, Names names, std::vector<alert::Alert>& alerts) {
    const auto judgement = pipe::judge(fifo, tracker.fifos(), tracker.processes(), names);
    ++statistics.judgements;
    statistics.judgements_truncated += judgement.truncated ? 1 : 0;
    auto& watched = watch(fifo.key);
    if (judgement.named_only && names == Names::ignored && !watched.waits_names)
        watched.waits_names =
            agenda.set(clock + name_patience, {Task::What::judge_names, fifo.key});
    if (judgement.verdict)
        raise(incidents.join(judgement.group, incident_id(fifo, nodes.name(fifo.node))),
              *judgement.verdict, alerts);
    plan_look(fifo, judgement);
}

void Detector::State::raise(const std::shared_ptr<Incident>& known, const Verdict& verdict,
                            std::vector<alert::Alert>& alerts) {
    auto& incident = *known;
    if (incident.level && *incident.level >= verdict.level) return;
    incident.node = verdict.shell->node;
    desk.join(known, verdict);
    auto alert = pipe_alert(verdict, incident, tracker.processes(), nodes.name(incident.node));
    if (desk.excludes(incident, verdict, alert, clock)) {
        if (alert.exclusion) alerts.push_back(std::move(alert));
        return;
    }
    alerts.push_back(std::move(alert));
    statistics.incidents += incident.level ? 0 : 1;
    ++statistics.alerts;
    incident.level = verdict.level;
}

// Records leave it open and a network program stands around the FIFO: /proc can tell who is joined
// to whom.
void Detector::State::plan_look(const pipe::Fifo& fifo, const pipe::Judgement& judgement) {
    if (judgement.open.empty() || event::number(fifo.node) != 0) return;
    auto& incident = *incidents.join(judgement.group, incident_id(fifo, {}));
    incident.looked_at.clear();
    for (const auto* process : judgement.open)
        if (incident.looked_at.size() < looked_at_limit) incident.looked_at.push_back(process->pid);
    if (incident.look_planned || incident.confirmed_live) return;
    incident.looks = 0;
    incident.look_planned = agenda.set(clock + looks.front(), {Task::What::look, fifo.key});
}

void Detector::State::look(pipe::FifoKey key) {
    const auto incident = incidents.find(key);
    if (!incident) return;
    incident->look_planned = false;
    if (incident->confirmed_live || incident->level == Level::critical) return;
    ask({.what = Inquiry::What::incident, .pids = incident->looked_at, .incident = incident->id});
    if (++incident->looks < static_cast<int>(looks.size()))
        incident->look_planned = agenda.set(
            clock + looks[static_cast<std::size_t>(incident->looks)], {Task::What::look, key});
}

void Detector::State::ask_parent(const process::Process& process) {
    if (event::number(process.node) != 0) return;
    const auto* unknown = process.parent_guessed ? &process : process.parent;
    if (unknown == nullptr || !unknown->parent_guessed || unknown->first.ordinal != ordinal) return;
    ask({.what = Inquiry::What::parent, .pids = {unknown->pid}, .incident = {}});
}

/// A new process whose unit does not follow from its ancestors': a service's first, or a login's.
void Detector::State::ask_unit(const process::Process& process) {
    if (!desk.asks_units() || event::number(process.node) != 0) return;
    if (process.first.ordinal != ordinal || process::unit_of(process) != 0) return;
    ask({.what = Inquiry::What::parent, .pids = {process.pid}, .incident = {}});
}

void Detector::State::ask(Inquiry inquiry) {
    if (inquiries.size() >= inquiries_limit) inquiries.pop_front();
    inquiries.push_back(std::move(inquiry));
}

Detector::State::Watch& Detector::State::watch(pipe::FifoKey key) {
    if (watches.size() > watch_limit) {
        std::erase_if(watches, [this](const auto& entry) {
            return tracker.fifos().find(entry.first) == nullptr;
        });
        incidents.prune(tracker.fifos());
    }
    return watches[key];
}

void Detector::learn(const std::vector<event::LiveProcess>& processes) {
    const event::Moment now{state_->ordinal, state_->clock, 0};
    for (const auto& live : processes) state_->tracker.learn(event::NodeId{}, live, now);
}

std::vector<alert::Alert> Detector::find_running(const std::vector<event::LiveProcess>& processes,
                                                 event::Time now) {
    learn(processes);
    std::vector<alert::Alert> alerts;
    for (const auto& live : processes) {
        const auto* const process = state_->tracker.processes().find(event::NodeId{}, live.pid);
        if (process == nullptr) continue;  // fell out again
        const event::Moment moment{++state_->ordinal, now, 0};
        state_->desk.take(event::found(live, now), *process, moment, alerts);
    }
    return alerts;
}

// The circle as /proc showed it, in the words of a verdict.
Verdict Detector::State::live_verdict(const LiveCircle& circle, const Incident& incident) {
    const auto& processes = tracker.processes();
    Verdict verdict;
    verdict.shell = processes.find(incident.node, circle.shell);
    verdict.network = processes.find(incident.node, circle.network);
    if (auto* fifo = tracker.fifos().find(incident.fifo)) verdict.fifos.push_back(fifo);
    process::Connection connection{.endpoint = circle.remote};
    if (verdict.network != nullptr)
        for (const auto& known : verdict.network->connections())
            if (known.endpoint == circle.remote) connection = known;
    verdict.connection = connection;
    verdict.level = circle.takes_commands ? Level::critical : Level::medium;
    verdict.confidence = circle.takes_commands ? 99 : 60;
    verdict.reason =
        circle.takes_commands
            ? "A shell takes its commands from the network: open descriptors show the circle closed"
            : "A shell's loop reads what the network sends and answers: open descriptors show the "
              "circle closed, but not "
              "whether it runs what it reads";
    return verdict;
}

std::vector<alert::Alert> Detector::confirm(const std::string& id,
                                            const std::vector<event::LiveProcess>& processes,
                                            event::Time now) {
    auto alerts = expire(now);
    const auto incident = state_->incidents.find(id);
    const auto circle = live_circle(processes);
    if (!incident || !circle) return alerts;
    learn(processes);
    const auto verdict = state_->live_verdict(*circle, *incident);
    if (verdict.shell == nullptr || verdict.fifos.empty()) return alerts;
    incident->confirmed_live = circle->takes_commands;
    state_->raise(incident, verdict, alerts);
    return alerts;
}

event::Facts Detector::facts(const event::Event& event) const {
    const auto* process = state_->tracker.processes().find(event.header.node, event.actor.pid);
    if (process == nullptr) return {.process = {.pid = event.actor.pid, .ppid = event.actor.ppid}};
    const auto node = state_->nodes.name(event.header.node);
    const Asked asked{*process, state_->tracker.processes(), node, event.actor.comm};
    event::Facts facts;
    for (const auto part : {event::Needs::process, event::Needs::parent, event::Needs::ancestors,
                            event::Needs::leaders})
        tell(asked, part, facts);
    return facts;
}

void Detector::save(event::ArchiveWriter& to) const {
    constexpr std::size_t processes = 4096;  // some milliseconds, some hundred KiB
    event::archive(to, state_->ordinal);
    event::archive(to, state_->clock);
    pipe::save(to, state_->tracker, processes);
    detect::save(to, state_->incidents);
    detect::save(to, filter_counts());
    state_->desk.save(to);
}

bool Detector::restore(event::ArchiveReader& from) {
    event::archive(from, state_->ordinal);
    event::archive(from, state_->clock);
    if (!pipe::restore(from, state_->tracker)) return false;
    if (!detect::restore(from, state_->incidents)) return false;
    state_->incidents.prune(state_->tracker.fifos());
    state_->desk.add_filter_counts(restore_filter_counts(from));
    return state_->desk.restore(from);
}

Statistics Detector::statistics() const {
    auto statistics = state_->statistics;
    statistics.processes = state_->tracker.processes().size();
    statistics.processes_evicted = state_->tracker.processes().evictions();
    statistics.fifos = state_->tracker.fifos().size();
    statistics.fifos_evicted = state_->tracker.fifos().evictions();
    state_->desk.add_to(statistics);
    return statistics;
}

}  // namespace pipehound::detect
