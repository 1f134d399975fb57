// SPDX-License-Identifier: Apache-2.0
// The loaded rules at work: events and records -> what the rules and their correlations found.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/correlator.hpp"
#include "detect/matcher.hpp"
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

    [[nodiscard]] std::vector<Sighting> see(const event::Event& event, const FactsTeller& facts,
                                            const Context& context);
    [[nodiscard]] std::vector<Sighting> see(const event::Records& records, const Context& context);

    /// Time passed: what correlations find in windows that are over.
    [[nodiscard]] std::vector<Sighting> expire(event::Time now);
    [[nodiscard]] std::optional<event::Time> deadline() const { return correlator_.deadline(); }

    /// The filter that excludes an incident of the core's own detection, by an event that tells of
    /// it; nullptr for none.
    [[nodiscard]] const CompiledFilter* excludes_incident(const event::Event& event,
                                                          const FactsTeller& facts,
                                                          std::string_view node);

    /// Keeps the running state of another watch, as far as its correlations are the same.
    void take_over(RuleWatch& other);

    struct FilterCount {
        const CompiledFilter* filter;
        std::uint64_t excluded;
    };
    [[nodiscard]] std::vector<FilterCount> filter_counts() const;
    [[nodiscard]] const Correlator& correlator() const noexcept { return correlator_; }
    [[nodiscard]] const RuleBook& book() const noexcept { return *book_; }

private:
    void take(const CompiledRule& rule, Answers& answers, Finding finding,
              const CompiledFilter* filter, std::vector<Sighting>& sightings);
    void add_correlations(const std::vector<CorrelationHit>& hits,
                          std::vector<Sighting>& sightings) const;

    std::shared_ptr<const RuleBook> book_;
    std::shared_ptr<const event::UserNames> users_;
    Matcher matcher_;
    Correlator correlator_;
    std::vector<std::uint64_t> excluded_;  // by filter
};

}  // namespace pipehound::detect
