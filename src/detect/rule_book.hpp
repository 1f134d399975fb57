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
#include "detect/formula.hpp"
#include "detect/lexicon.hpp"
#include "detect/rule_group.hpp"
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

struct CompiledRule {
    rule::Meta meta;
    rule::LogSource source;
    Lexicon::Kind kind;
    Formula formula;
    bool alerts = true;       ///< false: only correlations want it
    bool correlated = false;  ///< a correlation refers to it
    std::vector<const CompiledFilter*> filters;
    std::set<audit::Need> needs;  ///< of the kernel's records
    std::uint32_t number = 0;
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
    std::deque<CompiledRule> rules;
    std::deque<CompiledCorrelation> correlations;  ///< one that is referred to stands before
    std::deque<CompiledFilter> filters;
    std::vector<const CompiledFilter*> pipe_filters;  ///< of the core's own detection
    std::vector<NotEvaluable> not_evaluable;
    std::vector<rule::Diagnostic> broken;

    std::map<std::string, RuleGroup, std::less<>> by_category;  ///< of Sigma's log sources
    std::unordered_map<std::string, RuleGroup> by_type;         ///< of records, folded
    RuleGroup any_type;       ///< rules for records of whatever type
    std::uint32_t cases = 0;  ///< in these groups
    bool asks_units = false;  ///< some rule or filter asks for the systemd unit

    [[nodiscard]] bool wants_files() const;
    [[nodiscard]] bool wants_records() const;
};

}  // namespace pipehound::detect
