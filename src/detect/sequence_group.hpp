// SPDX-License-Identifier: Apache-2.0
// A sequence at work on the events of one key: what Elasticsearch's matcher does with a whole index
// at hand, done with each event as it comes (its manual, "EQL search", and the sequence matcher of
// its source, read in 2026).
//
// A chain is the beginning of a match: events of the first steps. An event of step k takes the
// latest chain of step k-1 whose last event is older, and grows it; that chain and all older ones
// leave step k-1, whether or not the grown one is within maxspan. So of each step only the latest
// chain counts, and the one before it: an event of the same moment as the latest one's last event
// is not behind it and takes the other. The steps are walked from the last to the first, so that
// one event may end a chain and begin another without being two events of one chain.
//
// Gaps (missing events) do not change which chains grow. A chain with an event in an inner gap goes
// on, but comes to nothing. An event in the gap before the first step speaks against a chain when
// it is within maxspan of the chain's last event; in the gap behind the last step, when it is
// within maxspan of the first, and so a full chain waits until that time is over. Where there are
// both, only the two together speak against it, when they are within maxspan of each other.
//
// A sample asks for one event of each step in any order, no event twice, and comes once for a key.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "detect/chain_listener.hpp"
#include "detect/finding.hpp"
#include "detect/sequence_plan.hpp"
#include "event/archive.hpp"

namespace pipehound::detect {

class SequenceGroup {
public:
    using Match = std::vector<Finding>;  ///< by steps
    /// Of which stages an event is: a bit for each, that of `until` behind them.
    using Stages = std::vector<bool>;

    /// `plan` must outlive this, or the next `change_to`.
    explicit SequenceGroup(const SequencePlan& plan);

    /// `listener`: hears what comes to nothing thereby.
    void take(const Stages& stages, const Finding& finding, std::vector<Match>& matches,
              ChainListener* listener = nullptr);

    /// Time passed: gives what waited for it, and forgets what can come to nothing any more.
    void expire(event::Time now, std::vector<Match>& matches, ChainListener* listener = nullptr);

    /// Tells of all that it remembers, as left off in that way: evicted, or open. Not of what only
    /// waits for time to pass.
    void tell_left(ChainEnd how, ChainListener& listener) const;

    /// When `expire` wants to be called: something is decided, or may be forgotten, as soon as it
    /// is later than this. Nothing: never.
    [[nodiscard]] std::optional<event::Time> wake() const;

    /// Remembers nothing: as good as a new one.
    [[nodiscard]] bool empty() const noexcept;
    /// Is there a chain whose last event is of that step?
    [[nodiscard]] bool waits_at(std::size_t step) const noexcept {
        return step < steps_.size() && (steps_[step].latest || steps_[step].earlier);
    }
    /// How many chains, or events of a sample, it remembers.
    [[nodiscard]] std::size_t size() const noexcept;

    void save(event::ArchiveWriter& to);
    /// False: what is read cannot be this sequence's.
    [[nodiscard]] bool restore(event::ArchiveReader& from);

    /// The same sequence, read anew.
    void change_to(const SequencePlan& plan) noexcept { plan_ = &plan; }

private:
    /// Elasticsearch's ordinal: events of one are neither before nor behind each other.
    struct Ordinal {
        event::Time time{};
        std::uint64_t tiebreaker = 0;
        auto operator<=>(const Ordinal&) const = default;
    };
    struct Chain {
        std::vector<Finding> findings;
        std::optional<Ordinal> leading;  // the last event in the gap before it
        bool spoilt = false;             // there was one in an inner gap
    };
    struct Step {
        std::optional<Chain> latest;
        std::optional<Chain> earlier;
    };
    /// The latest event of a gap, and the latest before that one.
    struct GapEvents {
        std::optional<Ordinal> latest;
        std::optional<Ordinal> earlier;
    };
    /// A full chain, unless an event comes in the gap behind it until then.
    struct Waiting {
        Chain chain;
        event::Time until;
    };

    [[nodiscard]] static Ordinal ordinal(const Finding& finding) noexcept;
    [[nodiscard]] static event::Time begin(const Chain& chain) noexcept;
    void take_step(std::size_t step, const Finding& finding, std::vector<Match>& matches,
                   ChainListener* listener);
    [[nodiscard]] static std::optional<Chain> take_before(Step& step, const Ordinal& at,
                                                          ChainListener* listener);
    static void place(Step& step, Chain chain, ChainListener* listener);
    void complete(Chain chain, std::vector<Match>& matches, ChainListener* listener);
    void end_chains(const Ordinal& until, ChainListener* listener);
    void take_gap(std::size_t gap, const Ordinal& at, ChainListener* listener);
    [[nodiscard]] std::optional<event::Time> end_of_span(const Chain& chain) const noexcept;
    [[nodiscard]] bool in_gap(std::size_t before, const Ordinal& from, const Ordinal& to) const;
    [[nodiscard]] std::optional<Ordinal> last_in_gap(std::size_t before, const Ordinal& to) const;
    [[nodiscard]] bool out_of_span(event::Time from, event::Time to) const noexcept;
    void take_sample(const Stages& stages, const Finding& finding, std::vector<Match>& matches);
    [[nodiscard]] bool choose(std::size_t step, std::vector<const Finding*>& chosen) const;

    template <typename Archive>
    void archive_all(Archive& at);
    [[nodiscard]] bool sound() const;

    const SequencePlan* plan_;
    std::vector<Step> steps_;  // that are reached; the last one completes
    std::vector<GapEvents> gaps_;
    std::vector<Waiting> waiting_;               // the oldest first
    std::vector<std::vector<Finding>> samples_;  // by step
    bool sampled_ = false;
};

}  // namespace pipehound::detect
