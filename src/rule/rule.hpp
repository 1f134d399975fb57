// SPDX-License-Identifier: Apache-2.0
// What rule files hold, as values: detections, correlations of them, and filters that exclude.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "event/asim.hpp"
#include "event/level.hpp"
#include "event/types.hpp"
#include "rule/condition.hpp"
#include "rule/diagnostic.hpp"

namespace pipehound::rule {

/// EQL's pipes: of all that a rule finds in stored events, so many are told.
struct Cut {
    enum class Keeps : std::uint8_t { first, last };  ///< head, tail
    Keeps keeps = Keeps::first;
    std::size_t count = 0;
    Place place;
};

/// What a document says about itself.
struct Meta {
    std::string language{"sigma"};  ///< "sigma", "eql", "kql"
    std::string id;    ///< as written; where there is none, made from the text, of a query from its
                       ///< name as well: stable while these are
    std::string name;  ///< by which correlations may call it; may be empty
    std::string title;
    std::string description;
    std::string author;
    std::string status;
    event::Level level = event::Level::medium;
    std::vector<std::string> references;
    std::vector<std::string> tags;  ///< "attack.t1059.004", "attack.execution"
    std::vector<std::string> false_positives;
    std::vector<Cut> cuts;        ///< each of what the one before it leaves
    event::AsimProjection shows;  ///< of a KQL query
    std::string note;             ///< how to look into an alert, in Markdown; may be empty
    std::optional<int> risk;      ///< from 0 to 100, where the author gave one
    std::string file;
    Place place;              ///< where the document begins
    std::string fingerprint;  ///< of the document's text: two of the same are the same rule
};

/// Does the reference, an id or a name, mean this document? Of all that have an id and a name.
template <typename Document>
[[nodiscard]] bool is_called(const Document& document, std::string_view reference) noexcept {
    return document.id == reference || (!document.name.empty() && document.name == reference);
}

/// Sigma's log source; empty parts were not given.
struct LogSource {
    std::string product;
    std::string category;
    std::string service;
    Place place;
};

/// "linux/process_creation", "linux/auditd"
[[nodiscard]] std::string text(const LogSource& source);

/// Asks something of one event.
struct Detection {
    Meta meta;
    LogSource source;
    ConditionPtr condition;
};

/// Asks something of one event of an ECS category: "process", "file"; "any" for all.
struct EventQuery {
    std::string category;
    ConditionPtr condition;
    Place place;
};

/// A detection in EQL's terms.
struct EventDetection {
    Meta meta;
    EventQuery query;
};

/// Asks for several events that share the values of some fields: in order (EQL's sequence), or in
/// any (its sample).
struct Sequence {
    struct Key {
        std::string field;
        bool optional = false;  ///< an event without it takes part, its absence being the value
        Place place;
    };
    struct Stage {
        EventQuery query;
        std::vector<Key> by;   ///< in all stages as many: those of the whole first, then its own
        std::size_t runs = 1;  ///< so many such events, one after the other
        bool missing = false;  ///< `![...]`: no such event comes in its place
    };

    Meta meta;
    std::vector<Stage> stages;   ///< one at least that is not missing; a sample has two at least
    std::optional<Stage> until;  ///< ends what is incomplete
    std::optional<event::Duration> maxspan;
    bool ordered = true;  ///< false: a sample, without maxspan, until, runs and missing
};

/// Asks something of the events that other rules found.
struct Correlation {
    enum class Type : std::uint8_t {
        event_count,
        value_count,
        temporal,
        temporal_ordered,
        value_sum,
        value_avg,
        value_percentile,
        value_median
    };
    struct Bound {
        Order order = Order::greater_or_equal;
        double number = 0;
        bool differs = false;  ///< it must not stand in this order: neq

        [[nodiscard]] bool allows(double measure) const noexcept {
            return holds(order, measure, number) != differs;
        }
    };
    /// A name in `group_by` or `field` that means another field for each rule.
    struct Alias {
        std::string name;
        std::vector<std::pair<std::string, std::string>> fields;  ///< rule (id or name) -> field
    };
    struct Reference {
        std::string rule;  ///< an id or a name
        Place place;
    };

    Meta meta;
    Type type = Type::event_count;
    std::vector<Reference> rules;
    std::vector<std::string> group_by;
    std::vector<Alias> aliases;
    event::Duration timespan{};
    std::vector<Bound> bounds;        ///< all must hold; empty for the temporal types: all rules
    std::vector<std::string> fields;  ///< of the value types: whose values count
    double percentile = 50;           ///< of value_percentile
    bool generate = false;            ///< the rules that it refers to alert by themselves as well
};

[[nodiscard]] std::string_view name(Correlation::Type type) noexcept;

/// Does it ask which rules fired, rather than for a number?
[[nodiscard]] constexpr bool is_temporal(Correlation::Type type) noexcept {
    return type == Correlation::Type::temporal || type == Correlation::Type::temporal_ordered;
}

/// Keeps events from rules. An event is excluded where `condition` does not hold (the effective
/// rule is "rule and filter condition").
struct Filter {
    Meta meta;
    LogSource source;
    bool any_rule = false;
    std::vector<Correlation::Reference> rules;
    ConditionPtr condition;
    std::string reason;                  ///< why it may be excluded
    std::optional<event::Time> expires;  ///< from then on it excludes nothing
};

/// A sound document in a language that pipehound does not run: ES|QL, KQL, ...
struct Unsupported {
    Meta meta;
    std::string reason;  ///< "a rule of the type threshold in the language kuery is not EQL"
};

/// All documents of some files.
struct Documents {
    std::vector<Detection> detections;
    std::vector<EventDetection> event_detections;
    std::vector<Sequence> sequences;
    std::vector<Correlation> correlations;
    std::vector<Filter> filters;
    std::vector<Unsupported> unsupported;
    std::vector<Diagnostic> broken;
};

}  // namespace pipehound::rule
