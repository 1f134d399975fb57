// SPDX-License-Identifier: Apache-2.0
// Correlations at work, in event time. Each (correlation, host, values of group-by) is a group of
// its own; an event that does not tell one of the fields belongs to none.
//
// The specification leaves open when a correlation fires again. Here: lower bounds (gt, gte) and
// the temporal types are judged with each event, over a window that slides, and a group alerts once
// in a timespan. What only a whole window can tell (lt, lte, eq, averages, percentiles) is judged
// when a timespan has passed since the window's first event; the next event begins a new window.
// Correlations that refer to another one hear of it each time that it is fulfilled.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "detect/answers.hpp"
#include "detect/correlation_group.hpp"
#include "detect/correlation_listener.hpp"
#include "detect/rule_book.hpp"

namespace pipehound::detect {

struct CorrelationHit {
    const CompiledCorrelation* correlation = nullptr;
    std::vector<Finding> findings;
    std::vector<std::string> key;  ///< values of group-by
    std::string measure;
    bool alerts = false;  ///< false: only other correlations hear of it
};

class Correlator {
public:
    struct Limits {
        std::size_t groups = 65536;     ///< the least recently used makes room
        std::size_t events = 1U << 20;  ///< remembered in all groups together
    };

    /// `book` must outlive this, or the next call of `change_to`.
    explicit Correlator(const RuleBook& book) : Correlator{book, Limits{}} {}
    Correlator(const RuleBook& book, Limits limits) : book_{&book}, limits_{limits} {}

    /// A rule of the book found an event, about which `answers` are. Adds what fires.
    void take(const CompiledRule& rule, const Finding& finding, Answers& answers,
              std::vector<CorrelationHit>& hits);

    /// Judges the windows that are over at `now`.
    void expire(event::Time now, std::vector<CorrelationHit>& hits);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// Tells of each judgement from now on; may be nullptr, must outlive this.
    void listen(CorrelationListener* listener) noexcept { listener_ = listener; }

    /// What it remembers, as much as outlives a restart (kept_groups.hpp).
    void save(event::ArchiveWriter& to);
    /// Beside what is there. False: the bytes are not sound.
    [[nodiscard]] bool restore(event::ArchiveReader& from);

    /// Other rules hold from now on; groups of correlations that did not change are kept.
    void change_to(const RuleBook& book);

    [[nodiscard]] std::size_t groups() const noexcept { return groups_.size(); }
    [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

private:
    using Uses = std::list<std::string>;
    struct Group {
        const CompiledCorrelation* correlation;
        std::vector<std::string> key;
        CorrelationGroup memory;
        std::optional<event::Time> window_end;
        std::optional<event::Time> quiet_until;
        Uses::iterator use;
        event::NodeId node{};
    };
    using Groups = std::unordered_map<std::string, Group>;

    void arrive(const CompiledCorrelation& correlation, std::vector<std::string> key,
                const Arrival& arrival, std::vector<CorrelationHit>& fired);
    void close_window(Groups::iterator group, std::vector<CorrelationHit>& fired);
    void fire(Group& group, event::Time now, std::vector<CorrelationHit>& fired) const;
    void tell_others(std::vector<CorrelationHit> fired, std::vector<CorrelationHit>& hits);
    Groups::iterator find_or_add(const CompiledCorrelation& correlation,
                                 std::vector<std::string> key, event::NodeId node);
    void make_room();
    void erase(Groups::iterator group);

    const RuleBook* book_;
    Limits limits_;
    Groups groups_;
    Uses uses_;  // names of groups, the least recent first
    std::set<std::pair<event::Time, std::string>> window_ends_;
    std::size_t events_ = 0;
    std::uint64_t evictions_ = 0;
    CorrelationListener* listener_ = nullptr;
};

}  // namespace pipehound::detect
