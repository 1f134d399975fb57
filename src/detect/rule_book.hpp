// SPDX-License-Identifier: Apache-2.0
// A set of rules, compiled: what the machine runs. Immutable; running state lives elsewhere, so a
// reload swaps one book for another.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "audit/need.hpp"
#include "detect/event_interest.hpp"
#include "detect/formula.hpp"
#include "detect/lexicon.hpp"
#include "detect/rule_group.hpp"
#include "detect/sequence_plan.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

struct CompiledFilter {
    rule::Meta meta;
    std::string reason;
    std::optional<event::Time> expires;
    Formula formula;
    std::uint32_t number = 0;

    [[nodiscard]] bool in_force(event::Time now) const noexcept {
        return !expires || now < *expires;
    }
};

/// Where in a sequence the events of a rule stand.
struct StageOf {
    std::uint32_t sequence = 0;
    std::size_t stage = 0;  ///< until: as many as there are stages
    bool always = false;    ///< wanted, whether or not a chain waits for it
};

struct CompiledRule {
    rule::Meta meta;
    rule::LogSource source;
    Lexicon::Kind kind;
    Formula formula;
    std::string ecs_category{};    ///< of EQL, which has no log source
    bool asks_calls = false;       ///< of EQL: for calls that have no act of their own
    bool alerts = true;            ///< false: only correlations want it, or a sequence
    bool correlated = false;       ///< a correlation refers to it
    std::optional<StageOf> stage;  ///< of a sequence
    std::vector<const CompiledFilter*> filters;
    std::set<audit::Need> needs;  ///< of the kernel's records
    std::uint32_t number = 0;
    rule::ConditionPtr condition{};  ///< kept where the book is to explain its rules
};

/// What a correlation takes from one of the rules that it refers to.
struct CorrelationInput {
    bool is_correlation = false;
    std::uint32_t number = 0;              ///< of the rule, or of the correlation
    std::vector<FieldNumber> group_by;     ///< of a rule: where the key is read
    std::vector<FieldNumber> fields;       ///< of a rule: where the values are read
    std::vector<std::size_t> group_index;  ///< of a correlation: places in its own key
    std::vector<std::size_t> field_index;
};

struct CompiledCorrelation {
    rule::Correlation what;
    std::vector<CorrelationInput> inputs;  ///< as `what.rules`
    bool alerts = true;                    ///< false: only other correlations want it
    std::uint32_t number = 0;
};

struct CompiledSequence {
    struct Key {
        FieldNumber field{};
        bool known = true;  ///< false: no event has the field, and it need not
        bool optional = false;
    };

    rule::Sequence what;
    SequencePlan plan;
    std::vector<std::vector<Key>> by;  ///< by stages, `until` behind them
    std::uint32_t number = 0;
};

/// Why a document does not run although nothing is wrong with it.
struct NotEvaluable {
    std::string file;
    std::string id;
    std::string name;
    std::string title;
    std::string reason;
};

struct RuleBook {
    Lexicon events{Lexicon::Kind::event};
    Lexicon records{Lexicon::Kind::record};
    Lexicon documents{Lexicon::Kind::document};
    std::deque<CompiledRule> rules;
    std::deque<CompiledCorrelation> correlations;  ///< one that is referred to stands before
    std::deque<CompiledSequence> sequences;
    std::deque<CompiledFilter> filters;
    std::vector<const CompiledFilter*> pipe_filters;  ///< of the core's own detection
    std::vector<NotEvaluable> not_evaluable;
    std::vector<rule::Diagnostic> broken;

    std::map<std::string, RuleGroup, std::less<>> by_category;      ///< of Sigma's log sources
    std::map<std::string, RuleGroup, std::less<>> by_ecs_category;  ///< "any" for all events
    std::unordered_map<std::string, RuleGroup> by_type;             ///< of records, folded
    RuleGroup any_type;       ///< rules for records of whatever type
    std::uint32_t cases = 0;  ///< in these groups

    [[nodiscard]] Lexicon& lexicon(Lexicon::Kind kind) noexcept {
        return kind == Lexicon::Kind::event    ? events
               : kind == Lexicon::Kind::record ? records
                                               : documents;
    }
    EventInterest interest;   ///< of queries in ECS terms
    bool asks_units = false;  ///< some rule or filter asks for the systemd unit

    /// What is a rule to its author: detections, correlations, sequences.
    [[nodiscard]] std::size_t running() const;
    [[nodiscard]] bool wants_files() const;
    [[nodiscard]] bool wants_records() const;
};

}  // namespace pipehound::detect
