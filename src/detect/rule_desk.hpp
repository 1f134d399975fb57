// SPDX-License-Identifier: Apache-2.0
// Where loaded rules and the core's own incidents meet: what rules find becomes alerts, goes with
// the incident of which its process is a member, or is held back; filters exclude either.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "alert/alert.hpp"
#include "detect/alert_limit.hpp"
#include "detect/detector.hpp"
#include "detect/incident.hpp"
#include "detect/rule_watch.hpp"
#include "event/node_names.hpp"
#include "pipe/judgement.hpp"
#include "pipe/tracker.hpp"

namespace pipehound::detect {

class RuleDesk {
public:
    /// All must outlive the desk; it counts in `statistics`.
    RuleDesk(const Limits& limits, const event::NodeNames& nodes, const pipe::Tracker& tracker,
             Statistics& statistics);

    void take(const event::Event& event, const process::Process& process, const event::Moment& now,
              std::vector<alert::Alert>& alerts);
    void take(const event::Records& records, const event::Moment& now,
              std::vector<alert::Alert>& alerts);
    void take(const event::EcsDocument& document, const event::Moment& now,
              std::vector<alert::Alert>& alerts);
    void expire(event::Time now, std::vector<alert::Alert>& alerts);
    /// What the limit on a rule's alerts held back.
    void tell_all_held(std::vector<alert::Alert>& alerts);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    [[nodiscard]] std::vector<alert::Alert> change_rules(
        std::shared_ptr<const RuleBook> book, std::shared_ptr<const event::UserNames> users);

    /// The incident is about to be told: gives it what rules found on its members so far, and
    /// remembers these for what they find from now on.
    void join(const std::shared_ptr<Incident>& incident, const pipe::Verdict& verdict);

    /// Does a filter exclude this incident? Then, where that is to be told and was not yet, the
    /// alert says so.
    [[nodiscard]] bool excludes(Incident& incident, const pipe::Verdict& verdict,
                                alert::Alert& alert, event::Time now);

    /// Do the rules ask for units, which only /proc tells?
    [[nodiscard]] bool asks_units() const noexcept { return watch_ && watch_->book().asks_units; }

    [[nodiscard]] std::vector<FilterCount> filter_counts() const;
    void add_filter_counts(const std::vector<FilterCount>& counts);
    /// What the rules remember.
    void save(event::ArchiveWriter& to);
    /// False: the bytes are not sound.
    [[nodiscard]] bool restore(event::ArchiveReader& from);
    void add_to(Statistics& statistics) const;

private:
    struct Membership {
        std::shared_ptr<Incident> incident;
        bool shell = false;  // what runs below it belongs to the incident, too
    };
    /// One find of a rule, without what only an alert shows.
    struct Find {
        const rule::Meta* meta;
        event::Moment moment;
        event::NodeId node;
        process::Reference process;
    };

    [[nodiscard]] Wish wish(const Find& find, const CompiledFilter* filter);
    void tell(Sighting sighting, std::vector<alert::Alert>& alerts);
    static Find find_of(const Sighting& sighting);
    [[nodiscard]] std::shared_ptr<Incident> incident_of(const Find& find) const;
    [[nodiscard]] alert::Alert alert_of(const Sighting& sighting) const;
    void tell_held(std::vector<AlertLimit::Held> held, std::vector<alert::Alert>& alerts) const;
    void enter(const process::Process& process, Membership membership);

    Limits limits_;
    const event::NodeNames& nodes_;
    const pipe::Tracker& tracker_;
    Statistics& statistics_;
    AlertLimit limit_;
    std::unique_ptr<RuleWatch> watch_;
    std::unordered_map<std::uint64_t, Membership> members_;  // by Process::id
    std::deque<std::uint64_t> member_order_;
    std::deque<Find> recent_;  // for incidents to come
};

}  // namespace pipehound::detect
