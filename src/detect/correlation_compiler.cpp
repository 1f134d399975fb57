// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_compiler.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "event/nearest_word.hpp"

namespace pipehound::detect {

namespace {

using rule::Correlation;

std::vector<std::string> names_of(const rule::Meta& meta) {
    if (meta.name.empty()) return {meta.id};
    return {meta.id, meta.name};
}

class Compiler {
public:
    Compiler(std::vector<Correlation> correlations, RuleBook& book)
        : waiting_{std::move(correlations)}, book_{book} {
        for (const auto& correlation : waiting_)
            for (const auto& called : names_of(correlation.meta)) awaited_.insert(called);
    }

    /// In rounds: each takes those whose references are all there. What is left refers to itself.
    void compile() {
        for (bool progress = true; progress && !waiting_.empty();) {
            progress = false;
            for (std::size_t i = 0; i < waiting_.size();) {
                if (waits(waiting_[i])) {
                    ++i;
                    continue;
                }
                auto correlation = std::move(waiting_[i]);
                waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
                for (const auto& called : names_of(correlation.meta))
                    awaited_.erase(awaited_.find(called));
                attempt(correlation);
                progress = true;
            }
        }
        for (const auto& correlation : waiting_)
            book_.broken.push_back({correlation.meta.file, correlation.meta.place,
                                    "the correlation refers to itself, by others or directly",
                                    "let the chain begin with a rule"});
        silence();
    }

private:
    /// Does it refer to a correlation that is not compiled yet?
    [[nodiscard]] bool waits(const Correlation& correlation) const {
        return std::any_of(
            correlation.rules.begin(), correlation.rules.end(),
            [&](const auto& reference) { return awaited_.count(reference.rule) > 0; });
    }

    void attempt(const Correlation& correlation) {
        try {
            add(correlation);
        } catch (const Unanswerable& error) {
            book_.not_evaluable.push_back({correlation.meta.file, correlation.meta.id,
                                           correlation.meta.name, correlation.meta.title,
                                           error.what()});
            stopped_.push_back(correlation.meta);
        } catch (const rule::Refusal& error) {
            book_.broken.push_back({correlation.meta.file, error.place, error.what(), error.hint});
            stopped_.push_back(correlation.meta);
        }
    }

    void add(const Correlation& correlation) {
        CompiledCorrelation compiled{
            correlation, {}, true, static_cast<std::uint32_t>(book_.correlations.size())};
        for (const auto& reference : correlation.rules)
            compiled.inputs.push_back(input(correlation, reference));
        book_.correlations.push_back(std::move(compiled));
    }

    CorrelationInput input(const Correlation& correlation,
                           const Correlation::Reference& reference) {
        for (const auto& rule : book_.rules)
            if (rule::is_called(rule.meta, reference.rule)) return of_rule(correlation, rule);
        for (const auto& other : book_.correlations)
            if (rule::is_called(other.what.meta, reference.rule))
                return of_correlation(correlation, other);
        refuse(reference);
    }

    [[noreturn]] void refuse(const Correlation::Reference& reference) {
        for (const auto& other : book_.not_evaluable)
            if (rule::is_called(other, reference.rule))
                throw Unanswerable{"its rule " + reference.rule + " is not evaluable"};
        for (const auto& meta : stopped_)
            if (rule::is_called(meta, reference.rule))
                throw Unanswerable{"its rule " + reference.rule + " does not run"};
        std::vector<std::string> names;
        for (const auto& rule : book_.rules)
            names.insert(names.end(), {rule.meta.id, rule.meta.name});
        const auto meant = event::nearest_word(reference.rule, names);
        throw rule::Refusal{reference.place, "there is no rule " + reference.rule,
                            meant && !meant->empty() ? "did you mean " + *meant + '?'
                                                     : "give the id or the name of a rule"};
    }

    CorrelationInput of_rule(const Correlation& correlation, const CompiledRule& rule) {
        CorrelationInput input{false, rule.number};
        for (const auto& name : correlation.group_by)
            input.group_by.push_back(number(correlation, rule, name));
        for (const auto& name : correlation.fields)
            input.fields.push_back(number(correlation, rule, name));
        return input;
    }

    FieldNumber number(const Correlation& correlation, const CompiledRule& rule,
                       const std::string& name) {
        return book_.lexicon(rule.kind).number(field_behind(correlation, rule.meta, name),
                                               Lexicon::Names::true_file, rule.source.category,
                                               words_of(rule.meta));
    }

    static std::string field_behind(const Correlation& correlation, const rule::Meta& meta,
                                    const std::string& name) {
        for (const auto& alias : correlation.aliases) {
            if (alias.name != name) continue;
            for (const auto& [rule, field] : alias.fields)
                if (rule::is_called(meta, rule)) return field;
            throw rule::Refusal{correlation.meta.place,
                                "the alias " + name + " says nothing of the rule " +
                                    (meta.name.empty() ? meta.id : meta.name),
                                "add a line for it below the alias"};
        }
        return name;
    }

    /// Of the events behind another correlation only its key is left.
    static CorrelationInput of_correlation(const Correlation& correlation,
                                           const CompiledCorrelation& other) {
        CorrelationInput input{true, other.number};
        const auto place_of = [&](const std::string& name) {
            const auto field = field_behind(correlation, other.what.meta, name);
            const auto& keys = other.what.group_by;
            const auto found = std::find(keys.begin(), keys.end(), field);
            if (found == keys.end())
                throw Unanswerable{"the correlation " + other.what.meta.title +
                                   " is not grouped by " + field};
            return static_cast<std::size_t>(found - keys.begin());
        };
        for (const auto& name : correlation.group_by) input.group_index.push_back(place_of(name));
        for (const auto& name : correlation.fields) input.field_index.push_back(place_of(name));
        return input;
    }

    /// What a correlation refers to alerts by itself only where one says so.
    void silence() {
        for (const auto& correlation : book_.correlations)
            for (const auto& input : correlation.inputs)
                if (!input.is_correlation) book_.rules[input.number].correlated = true;
        for (const bool generate : {false, true})
            for (const auto& correlation : book_.correlations)
                if (correlation.what.generate == generate)
                    for (const auto& input : correlation.inputs)
                        (input.is_correlation ? book_.correlations[input.number].alerts
                                              : book_.rules[input.number].alerts) = generate;
    }

    std::vector<Correlation> waiting_;
    std::unordered_multiset<std::string> awaited_;  // their ids and names
    std::vector<rule::Meta> stopped_;
    RuleBook& book_;
};

}  // namespace

void compile_correlations(std::vector<Correlation> correlations, RuleBook& book) {
    Compiler{std::move(correlations), book}.compile();
}

}  // namespace pipehound::detect
