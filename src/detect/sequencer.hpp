// SPDX-License-Identifier: Apache-2.0
// Sequences at work, in event time: a group for each (sequence, host, values of its join keys).
// Bounded: beyond the limits the group that was used least recently makes room, and is counted.
#pragma once

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/ordered_index.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/rule_book.hpp"
#include "detect/sequence_group.hpp"

namespace pipehound::detect {

struct SequenceHit {
    const CompiledSequence* sequence = nullptr;
    std::vector<Finding> findings;  ///< by steps
};

/// An event is of this stage of a sequence, with this key.
struct StageHit {
    const CompiledSequence* sequence = nullptr;
    std::size_t stage = 0;
    std::string key;
};

class Sequencer {
public:
    struct Limits {
        std::size_t chains = 131072;  ///< in all groups together
        std::size_t groups = 131072;
    };

    Sequencer() : Sequencer{Limits{}} {}
    explicit Sequencer(Limits limits) : limits_{limits} {}

    /// Does some chain wait for an event of that stage? Where somebody listens, always.
    [[nodiscard]] bool waits_for(const CompiledSequence& sequence, std::size_t stage) const;

    /// Of all stages that one event is of. Adds what it completes.
    void take(std::vector<StageHit> stages, const Finding& finding, std::vector<SequenceHit>& hits);

    /// Time passed: tells what waited for it, and forgets.
    void expire(event::Time now, std::vector<SequenceHit>& hits);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// Tells what comes to nothing from now on; may be nullptr, must outlive this.
    void listen(ChainListener* listener) noexcept { listener_ = listener; }
    /// Tells the listener of all that still waits.
    void tell_open() const;

    /// What it remembers, as much as outlives a restart (kept_groups.hpp).
    void save(event::ArchiveWriter& to) const;
    /// Beside what is there. False: the bytes are not sound.
    [[nodiscard]] bool restore(event::ArchiveReader& from, const RuleBook& book);

    /// Other rules hold from now on; groups of sequences that did not change are kept.
    void change_to(const RuleBook& book);

    [[nodiscard]] std::size_t groups() const noexcept { return groups_.size(); }
    [[nodiscard]] std::size_t chains() const noexcept { return chains_; }
    [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

private:
    static constexpr auto never = event::Time::max();
    struct Group {
        std::string name;
        const CompiledSequence* sequence;
        mutable SequenceGroup memory;  // no index asks for it
        event::Time wake = never;

        Group(std::string called, const CompiledSequence& of)
            : name{std::move(called)}, sequence{&of}, memory{of.plan} {}
    };
    struct ByUse;  // the least recent first
    struct ByWake;
    using Groups = boost::multi_index_container<
        Group, boost::multi_index::indexed_by<
                   boost::multi_index::hashed_unique<
                       boost::multi_index::member<Group, std::string, &Group::name>,
                       std::hash<std::string>>,
                   boost::multi_index::sequenced<boost::multi_index::tag<ByUse>>,
                   boost::multi_index::ordered_non_unique<
                       boost::multi_index::tag<ByWake>,
                       boost::multi_index::member<Group, event::Time, &Group::wake>>>>;
    using Place = Groups::iterator;

    /// The end: none, and an event of these stages begins none.
    [[nodiscard]] Place group_for(const StageHit& hit, const SequenceGroup::Stages& stages,
                                  event::NodeId node);
    template <typename Change>
    void change(Place group, Change&& change, std::vector<SequenceHit>& hits);
    void count(const Group& group, bool more);
    /// How many groups wait at each step, and at any: most sequences have none.
    struct Reached {
        std::size_t any = 0;
        std::vector<std::size_t> steps{};
    };
    void make_room();
    void erase(Place group);
    void insert(Group group);
    void tell_left(const Group& group, ChainEnd how) const;

    Limits limits_;
    Groups groups_;
    std::vector<Reached> reached_;  // by sequence
    std::size_t chains_ = 0;
    std::uint64_t evictions_ = 0;
    ChainListener* listener_ = nullptr;
};

}  // namespace pipehound::detect
