// SPDX-License-Identifier: Apache-2.0
// Why a rule fired, or did not: what an Explainer found out over a log. Lists are bounded, counts
// are not.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/need.hpp"
#include "detect/chain_listener.hpp"
#include "event/types.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

/// By what an event is found again.
struct EventMark {
    event::Time time{};
    event::Serial serial = 0;
    std::string event_id{};  ///< of a document: its id, or the number of its line
    std::string host{};      ///< where the log tells it
    std::string summary{};
};

/// What an event has in one field.
struct SeenValues {
    std::string subject;
    bool told = false;
    std::vector<std::string> values{};  ///< the first few, each cut
    std::size_t more = 0;               ///< values beyond these

    bool operator==(const SeenValues&) const = default;
};

/// A test that kept an event from matching.
struct FailedTest {
    enum class How : std::uint8_t {
        no,        ///< it had to hold, and does not
        excludes,  ///< it must not hold, and does
        unknown    ///< the event does not tell the field
    };
    std::string text;  ///< as condition_text has it; alternatives joined by "or"
    How how = How::no;
    std::vector<SeenValues> seen;
    std::size_t other_ways = 0;  ///< in which the condition could have held, none of them nearer

    bool operator==(const FailedTest&) const = default;
};

struct Miss {
    EventMark event;  ///< the first of its like
    std::vector<FailedTest> tests;
    std::uint64_t like = 1;  ///< events with the same failed tests and the same values
};

using JoinKey = std::vector<std::pair<std::string, std::string>>;  ///< field, value

struct Match {
    EventMark event;
    std::vector<SeenValues> held;  ///< the values of which the tests hold
    JoinKey key{};                 ///< of a sequence's stage
};

/// One rule, or one stage of a sequence, and the events that were asked.
struct StageExplanation {
    std::string name;  ///< "stage 2", "until", the title of a correlation's rule; may be empty
    std::string asks;  ///< the condition
    std::string of;    ///< "events of the category process"
    std::uint64_t came = 0;
    std::uint64_t matched = 0;
    std::uint64_t without_key = 0;  ///< of these: no part of the sequence, a join key is missing
    std::string missing_key{};      ///< that field
    std::vector<Match> matches{};   ///< the first
    std::optional<EventMark> last{};
    std::vector<Miss> misses{};  ///< the nearest first
    std::set<audit::Need> needs{};
    std::uint64_t unclaimed = 0;  ///< matches that no beginning of the sequence waited for
};

/// What became of the beginnings of a sequence.
struct ChainsExplanation {
    struct Chain {
        std::vector<EventMark> events;
        ChainEnd how = ChainEnd::open;
        std::optional<event::Time> when{};
        JoinKey key{};
    };
    struct Count {
        std::size_t reached;
        ChainEnd how;
        std::uint64_t count;
    };
    std::size_t steps = 0;
    bool ordered = true;
    std::optional<event::Duration> maxspan{};
    std::vector<Count> counts{};      ///< of those that came to nothing, the furthest first
    std::vector<Chain> unfinished{};  ///< the furthest first
};

struct CorrelationExplanation {
    struct Group {
        JoinKey key;
        std::string measure;
        event::Time begin{};
        event::Time end{};
        std::vector<std::string> missing{};  ///< rules of a temporal correlation
        std::vector<EventMark> events{};     ///< the latest
        std::string host{};
    };
    std::string title;
    std::string asks;
    std::uint64_t arrivals = 0;    ///< times that it was judged
    std::uint64_t fulfilled = 0;   ///< of these
    std::vector<Group> nearest{};  ///< groups that never fulfilled it
};

/// Once that the whole rule fired.
struct Firing {
    std::string reason;
    std::vector<EventMark> events;
};

struct Explanation {
    rule::Meta meta;
    std::uint64_t fired = 0;
    std::vector<Firing> firings{};  ///< the first; empty for one detection, whose matches they are
    std::vector<StageExplanation> stages{};
    std::optional<ChainsExplanation> chains{};
    std::vector<CorrelationExplanation> correlations{};
};

}  // namespace pipehound::detect
