// SPDX-License-Identifier: Apache-2.0
// What one correlation remembers of one group: the events of its window, and what they come to.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detect/finding.hpp"
#include "event/archive.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

/// An event that one of a correlation's rules found; several where that rule is a correlation.
struct Arrival {
    std::size_t input = 0;          ///< which of the rules
    std::vector<Finding> findings;  ///< not empty; the last is the one that arrived
    std::string value;              ///< of the fields whose values count
    std::optional<double> number;   ///< the same, where it is one

    [[nodiscard]] const event::Moment& moment() const noexcept { return findings.back().moment; }
};

class CorrelationGroup {
public:
    /// `what` must outlive this, or the next `change_to`; `inputs`: how many rules it has.
    CorrelationGroup(const rule::Correlation& what, std::size_t inputs);

    void take(const Arrival& arrival);

    /// Forgets what is older than `time`.
    void forget_before(event::Time time);
    void clear();

    /// Does what is remembered fulfil the condition?
    [[nodiscard]] bool fulfilled() const;

    /// What is compared with the bounds: a number of events, of values, of rules (where the order
    /// counts those from the first on), or what the values come to.
    [[nodiscard]] double value() const;
    /// Did this rule of a temporal type find its event, behind those before it where the order
    /// counts?
    [[nodiscard]] bool has(std::size_t input) const;

    /// The events behind that, or that are there so far, in their order; the latest, as many as an
    /// alert can show.
    [[nodiscard]] std::vector<Finding> findings() const;

    /// What was counted, for people: "12 events, 3 different values".
    [[nodiscard]] std::string measure() const;

    /// How many events are remembered.
    [[nodiscard]] std::size_t size() const noexcept;

    void save(event::ArchiveWriter& to);
    /// False: what is read cannot be this correlation's.
    [[nodiscard]] bool restore(event::ArchiveReader& from);

    /// The same correlation, read anew.
    void change_to(const rule::Correlation& what) noexcept { what_ = &what; }

private:
    struct Entry {
        event::Time time{};
        std::string value;
        double number = 0;
    };
    struct Link {
        event::Time begin{};  // of the chain up to here
        event::Moment last;
        std::vector<Finding> findings;  // empty: there is none
    };
    struct Step {
        Link latest;
        Link earlier;  // before the event of `latest`: that may be the next step's, too
    };

    template <typename Archive>
    void archive_all(Archive& at);
    void take_link(const Arrival& arrival);
    [[nodiscard]] const Link* link_before(const Arrival& arrival) const;
    void take_entry(const Arrival& arrival);
    void drop_oldest();
    [[nodiscard]] bool within_bounds(double measure) const;
    [[nodiscard]] std::size_t rules_there() const;
    [[nodiscard]] std::size_t links_there() const;
    [[nodiscard]] double average() const;
    [[nodiscard]] std::vector<double> sorted_numbers() const;
    [[nodiscard]] double median() const;
    [[nodiscard]] double percentile() const;

    const rule::Correlation* what_;
    // Of the temporal types one for each rule: the latest event that it found or, where the order
    // counts, the chain of the rules up to it that began latest.
    std::vector<Step> steps_;
    // Of the others.
    std::deque<Entry> entries_;
    std::map<std::string, std::size_t> values_;  // of entries_, how often each
    double sum_ = 0;
    std::deque<Finding> findings_;
};

}  // namespace pipehound::detect
