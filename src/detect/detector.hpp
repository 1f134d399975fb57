// SPDX-License-Identifier: Apache-2.0
// Typed events -> alerts. The whole of the detection behind one small interface, without a clock, a
// descriptor or a thread: time comes in as an argument, what only the live system can tell is asked
// for by value and learned by value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/alert.hpp"
#include "detect/alert_limit.hpp"
#include "detect/rule_book.hpp"
#include "event/archive.hpp"
#include "event/ecs_document.hpp"
#include "event/event.hpp"
#include "event/facts.hpp"
#include "event/live_process.hpp"
#include "event/node_names.hpp"
#include "event/record.hpp"
#include "event/user_names.hpp"

namespace pipehound::detect {

/// How much state the detector may hold (beyond it the least recently used goes, and is counted)
/// and how much it tells.
struct Limits {
    std::size_t processes = 65536;
    std::size_t fifos = 4096;
    AlertLimit::Limits alerts{};  ///< of one loaded rule
    bool tell_excluded = false;   ///< alerts that a filter excluded come out, too, and say so
    bool join_incidents = true;   ///< what a rule finds on an incident's members goes with it
};

/// What the detector would like to know from /proc of this host. Answer with Detector::learn, or
/// not at all.
struct Inquiry {
    enum class What : std::uint8_t {
        parent,   ///< who is this process, and who are its ancestors? It showed up only as
                  ///< somebody's ppid
        incident  ///< which pipes, FIFOs and sockets do the processes `pids`, and all below them,
                  ///< hold right now?
    };
    What what = What::parent;
    std::vector<event::Pid> pids;
    std::string incident;  ///< for What::incident: to be given back; it may come to no alert
};

struct Statistics {
    std::uint64_t events = 0;
    std::size_t processes = 0;
    std::size_t processes_peak = 0;
    std::uint64_t processes_evicted = 0;
    std::size_t fifos = 0;
    std::size_t fifos_peak = 0;
    std::uint64_t fifos_evicted = 0;
    std::uint64_t judgements = 0;  ///< times that a FIFO's surroundings were judged
    std::uint64_t judgements_truncated =
        0;  ///< of these, with more processes around the FIFO than are looked at
    std::uint64_t incidents = 0;
    std::uint64_t alerts = 0;
    std::uint64_t rule_matches = 0;  ///< of loaded rules, before filters and limits
    std::uint64_t excluded = 0;      ///< of these and of incidents, by filters
    std::uint64_t joined = 0;        ///< went with a running incident
    std::uint64_t held_back = 0;     ///< came too fast; a summary tells how many
    std::size_t correlation_groups = 0;
    std::uint64_t correlation_groups_evicted = 0;
    std::size_t sequence_chains = 0;            ///< beginnings of sequences that are remembered
    std::uint64_t sequence_chains_evicted = 0;  ///< groups of them
};

/// How often a filter excluded something.
struct FilterCount {
    std::string id;
    std::string title;
    std::string reason;
    std::uint64_t excluded = 0;
    std::optional<event::Time> expires;
};

class Detector {
public:
    /// `nodes` must outlive the detector.
    explicit Detector(const event::NodeNames& nodes, Limits limits = {});
    ~Detector();
    Detector(const Detector&) = delete;
    Detector& operator=(const Detector&) = delete;

    /// Takes one event; gives the alerts that it completes, of every level. Events of one host come
    /// in serial order.
    [[nodiscard]] std::vector<alert::Alert> advance(const event::Event& event);

    /// Takes records that loaded rules may ask for. They follow the event that they belong to.
    [[nodiscard]] std::vector<alert::Alert> advance(const event::Records& records);

    /// Takes a document that somebody else wrote, for rules compiled for documents; they come in
    /// order of their times.
    [[nodiscard]] std::vector<alert::Alert> advance(const event::EcsDocument& document);

    /// From now on these rules hold; running state of those that did not change is kept. `users`
    /// names users where records do not, may be missing. Gives what the old rules held back.
    [[nodiscard]] std::vector<alert::Alert> change_rules(
        std::shared_ptr<const RuleBook> book,
        std::shared_ptr<const event::UserNames> users = nullptr);

    /// The filters of the rules that hold, in their order.
    [[nodiscard]] std::vector<FilterCount> filter_counts() const;

    /// What the tables know about the process of `event`, which must be the one last given to
    /// `advance`.
    [[nodiscard]] event::Facts facts(const event::Event& event) const;

    /// What to ask /proc about since the last call; at most a few hundred, the oldest dropped. For
    /// events without `node=` only: other hosts have another /proc.
    [[nodiscard]] std::vector<Inquiry> inquiries();

    /// Seeds the process table at start, or answers an inquiry about a parent. Never alerts.
    void learn(const std::vector<event::LiveProcess>& processes);

    /// The same for all processes that run at start, and tells the rules of each that it runs
    /// already.
    [[nodiscard]] std::vector<alert::Alert> find_running(
        const std::vector<event::LiveProcess>& processes, event::Time now);

    /// Answers an inquiry about an incident. `now` is the time of the look at /proc.
    [[nodiscard]] std::vector<alert::Alert> confirm(
        const std::string& incident, const std::vector<event::LiveProcess>& processes,
        event::Time now);

    /// When `expire` wants to be called next; nothing while there is nothing to wait for.
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// Time passed without an event: judges what waited for it, and wants to look at the live
    /// system again (`inquiries`). `advance` does the same for the time of its event. At the end of
    /// a stored log call it with Time::max().
    [[nodiscard]] std::vector<alert::Alert> expire(event::Time now);

    /// The host goes on and this does not: judges what waits around FIFOs, gives what was held
    /// back. What rules wait for is left to a successor: that nothing came is not known yet.
    [[nodiscard]] std::vector<alert::Alert> stop();

    [[nodiscard]] Statistics statistics() const;

    /// Processes, FIFOs, incidents, counts of filters and what rules wait for, for a successor on
    /// the same boot.
    void save(event::ArchiveWriter& to) const;

    /// Takes over what a predecessor saved, into a detector that has seen nothing yet, when its
    /// rules are in force. False: the bytes are not sound, and the detector is to be thrown away.
    [[nodiscard]] bool restore(event::ArchiveReader& from);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pipehound::detect
