// SPDX-License-Identifier: Apache-2.0
// The loaded rules at work: events and records -> what the rules and their correlations found.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/correlator.hpp"
#include "detect/matcher.hpp"
#include "detect/sequencer.hpp"
#include "detect/sighting.hpp"

namespace pipehound::detect {

class RuleWatch {
public:
    /// `users` may be missing. What sightings point to lives as long as the book: keep it until
    /// they are told.
    RuleWatch(std::shared_ptr<const RuleBook> book, std::shared_ptr<const event::UserNames> users);

    /// Who did it and when, as findings have it.
    struct Context {
        event::Moment moment;
        process::Reference process;
        std::string_view node;  ///< name
    };

    /// What becomes of a find that a filter may exclude? Asked once for each, before the Sighting
    /// is made: of a rule that fires all the time most are not worth one.
    using Wanted = std::function<Wish(const rule::Meta& meta, const CompiledFilter* filter)>;

    [[nodiscard]] std::vector<Sighting> see(const event::Event& event, const FactsTeller& facts,
                                            const Context& context, const Wanted& wanted);
    [[nodiscard]] std::vector<Sighting> see(const event::Records& records, const Context& context,
                                            const Wanted& wanted);
    [[nodiscard]] std::vector<Sighting> see(const event::EcsDocument& document,
                                            const Context& context, const Wanted& wanted);

    /// Time passed: what correlations and sequences find in spans that are over. Nobody was asked
    /// yet whether they are wanted.
    [[nodiscard]] std::vector<Sighting> expire(event::Time now);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// The filter that excludes an incident of the core's own detection, by an event that tells of
    /// it; nullptr for none. An incident is judged often: `count_excluded` counts it.
    [[nodiscard]] const CompiledFilter* excludes_incident(const event::Event& event,
                                                          const FactsTeller& facts,
                                                          std::string_view node);
    void count_excluded(const CompiledFilter& filter) { ++excluded_[filter.number]; }

    /// The filter of that id excluded so many before; nothing where there is none.
    void add_excluded(std::string_view filter, std::uint64_t count);

    /// For explanations, from now on; both may be missing and must outlive this.
    void listen(ChainListener* chains, CorrelationListener* correlations) noexcept {
        sequencer_.listen(chains);
        correlator_.listen(correlations);
    }
    /// Tells the listener of the chains that still wait.
    void tell_open() const { sequencer_.tell_open(); }

    /// What correlations and sequences remember (kept_groups.hpp).
    void save(event::ArchiveWriter& to);
    /// False: the bytes are not sound.
    [[nodiscard]] bool restore(event::ArchiveReader& from);

    /// Keeps the running state of another watch, as far as its correlations are the same.
    void take_over(RuleWatch& other);

    struct FilterCount {
        const CompiledFilter* filter;
        std::uint64_t excluded;
    };
    [[nodiscard]] std::vector<FilterCount> filter_counts() const;
    [[nodiscard]] const Correlator& correlator() const noexcept { return correlator_; }
    [[nodiscard]] const Sequencer& sequencer() const noexcept { return sequencer_; }
    [[nodiscard]] const RuleBook& book() const noexcept { return *book_; }

private:
    template <typename MakeFinding>
    void take(const CompiledRule& rule, Answers& answers, const CompiledFilter* filter,
              const Wanted& wanted, MakeFinding&& make_finding, std::vector<Sighting>& sightings);
    /// Of rules: is it no stage of a sequence, or one that the sequence can do something with?
    [[nodiscard]] auto wants_stages() const {
        return [this](const CompiledRule& rule) {
            if (!rule.stage || rule.stage->always) return true;
            return sequencer_.waits_for(book_->sequences[rule.stage->sequence], rule.stage->stage);
        };
    }
    void note_stage(const CompiledRule& rule, Answers& answers);
    template <typename MakeFinding>
    void take_stages(const Wanted& wanted, MakeFinding&& make_finding,
                     std::vector<Sighting>& sightings);
    template <typename Hit>
    static void add_hits(std::vector<Hit> hits, const Wanted& wanted,
                         std::vector<Sighting>& sightings);

    std::shared_ptr<const RuleBook> book_;
    std::shared_ptr<const event::UserNames> users_;
    Matcher matcher_;
    Correlator correlator_;
    Sequencer sequencer_;
    std::vector<StageHit> stages_;         // of the event at hand
    std::vector<std::uint64_t> excluded_;  // by filter
};

}  // namespace pipehound::detect
