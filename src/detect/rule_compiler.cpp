// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_compiler.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "detect/correlation_compiler.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/record_condition.hpp"
#include "detect/requirement.hpp"
#include "detect/rule_needs.hpp"
#include "event/ecs_category.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using Kind = Lexicon::Kind;

constexpr std::array<std::string_view, 7> categories{
    "process_creation", "process_termination", "file_event",        "file_access",
    "file_delete",      "file_rename",         "network_connection"};

void refuse_other_product(const rule::LogSource& source) {
    if (!source.product.empty() && source.product != "linux")
        throw Unanswerable{"the log source " + text(source) + " is not Linux'"};
}

constexpr std::size_t most_sampled =
    8;  // stages of a sample: which event stands for which is tried

/// A program's names and a user's number answer for each other in audit's events alone.
bool may_widen(Kind kind) { return kind == Kind::event; }

class Compiler {
public:
    Compiler(RuleBook& book, const CompileOptions& options) : book_{book}, options_{options} {}

    void compile(rule::Documents& documents) {
        book_.broken = std::move(documents.broken);
        refuse_second_ids(documents);
        for (auto& detection : documents.detections)
            attempt(detection.meta, [&] { add(detection); });
        for (auto& detection : documents.event_detections)
            attempt(detection.meta, [&] { add(detection); });
        for (auto& sequence : documents.sequences) attempt(sequence.meta, [&] { add(sequence); });
        compile_correlations(std::move(documents.correlations), book_);
        for (auto& [meta, reason] : documents.unsupported)
            attempt(meta, [&, why = reason] { throw Unanswerable{why}; });
        for (auto& filter : documents.filters) attempt(filter.meta, [&] { add(filter); });
        group();
        note_units();
        if (options_.explains)
            for (auto& rule : book_.rules) rule.condition = conditions_[rule.number];
    }

private:
    /// Enters what stops a document where such documents are told.
    template <typename Work>
    void attempt(const rule::Meta& meta, Work&& work) {
        const auto known = meta;  // `work` may move the original
        try {
            work();
        } catch (const Unanswerable& error) {
            book_.not_evaluable.push_back(
                {known.file, known.id, known.name, known.title, error.what()});
        } catch (const rule::Refusal& error) {
            const auto place = error.place.line > 0 ? error.place : known.place;
            book_.broken.push_back({known.file, place, error.what(), error.hint});
        }
    }

    /// The first one keeps its id; the same document found twice is one.
    void refuse_second_ids(rule::Documents& documents) {
        std::map<std::string, rule::Meta> seen;
        const auto is_second = [&](const rule::Meta& meta) {
            const auto [first, fresh] = seen.emplace(meta.id, meta);
            if (fresh) return false;
            if (first->second.fingerprint != meta.fingerprint)
                book_.broken.push_back({meta.file, meta.place,
                                        "the id " + meta.id + " is taken by " + first->second.file,
                                        "give each rule an id of its own"});
            return true;
        };
        std::erase_if(documents.detections, [&](const auto& d) { return is_second(d.meta); });
        std::erase_if(documents.event_detections, [&](const auto& d) { return is_second(d.meta); });
        std::erase_if(documents.sequences, [&](const auto& s) { return is_second(s.meta); });
        std::erase_if(documents.correlations, [&](const auto& c) { return is_second(c.meta); });
        std::erase_if(documents.filters, [&](const auto& f) { return is_second(f.meta); });
    }

    /// What events are: audit's, or documents.
    [[nodiscard]] Kind event_kind() const {
        return options_.documents ? Kind::document : Kind::event;
    }

    /// What a rule of this log source is asked about. Throws Unanswerable.
    [[nodiscard]] Kind kind_of(const rule::LogSource& source) const {
        refuse_other_product(source);
        const auto* const known = std::find(categories.begin(), categories.end(), source.category);
        if (known != categories.end() && (source.service.empty() || source.service == "auditd"))
            return event_kind();
        if (source.service == "auditd" && source.category.empty() && !options_.documents)
            return Kind::record;
        throw Unanswerable{"the log source " + text(source) + " does not come from " +
                           (options_.documents ? "ECS documents" : "audit")};
    }

    Formula formula(const rule::Condition& condition, Kind kind, const std::string& category,
                    Lexicon::Words words = Lexicon::Words::rules) {
        const auto number = [&](std::string_view field, Lexicon::Names names) {
            return book_.lexicon(kind).number(field, names, category, words);
        };
        return Formula{condition, number, !options_.strict_names && may_widen(kind)};
    }

    void add(rule::Detection& detection) {
        const auto kind = kind_of(detection.source);
        const auto condition = meant(detection.condition, kind);
        CompiledRule compiled{
            detection.meta, detection.source, kind,
            formula(*condition, kind, detection.source.category, words_of(detection.meta))};
        compiled.needs = rule_needs(detection.source, *condition);
        if (detection.source.category == "process_termination")
            book_.interest.acts.set(event::act_index<event::ProcessEnded>());
        compiled.number = static_cast<std::uint32_t>(book_.rules.size());
        book_.rules.push_back(std::move(compiled));
        conditions_.push_back(condition);
    }

    static rule::ConditionPtr meant(const rule::ConditionPtr& condition, Kind kind) {
        return kind == Kind::record ? record_condition(condition) : condition;
    }

    void add(rule::EventDetection& detection) { add_query(detection.meta, detection.query); }

    CompiledRule& add_query(const rule::Meta& meta, const rule::EventQuery& query) {
        if (event::acts_in(query.category).none() && !options_.documents)
            throw Unanswerable{"audit has no events of the category " + query.category};
        const auto kind = event_kind();
        CompiledRule compiled{meta,
                              {"linux", {}, {}, query.place},
                              kind,
                              formula(*query.condition, kind, query.category, words_of(meta))};
        compiled.ecs_category = query.category;
        auto interest = interest_of(query);
        if (interest.acts.none() && !options_.documents)
            throw Unanswerable{"audit tells no event of the category " + query.category +
                               " whose event.type and event.action are so"};
        compiled.asks_calls = !interest.calls.empty();
        compiled.needs = needs_of(interest);
        book_.interest.acts |= interest.acts;
        book_.interest.calls.merge(interest.calls);
        compiled.number = static_cast<std::uint32_t>(book_.rules.size());
        conditions_.push_back(query.condition);
        return book_.rules.emplace_back(std::move(compiled));
    }

    /// All stages are compiled before one is entered: what does not run leaves nothing behind.
    void add(rule::Sequence& sequence) {
        if (!sequence.ordered && sequence.stages.size() > most_sampled)
            throw rule::Refusal{sequence.meta.place, "the sample has too many stages",
                                "at most " + std::to_string(most_sampled)};
        CompiledSequence compiled{sequence,
                                  SequencePlan{sequence},
                                  {},
                                  static_cast<std::uint32_t>(book_.sequences.size())};
        auto stages = sequence.stages;
        if (sequence.until) stages.push_back(*sequence.until);
        const auto rules = book_.rules.size();
        try {
            for (std::size_t stage = 0; stage < stages.size(); ++stage) {
                compiled.by.push_back(keys_of(stages[stage]));
                auto& rule = add_query(sequence.meta, stages[stage].query);
                rule.alerts = false;
                rule.stage = StageOf{compiled.number, stage, compiled.plan.is_always_wanted(stage)};
            }
        } catch (...) {
            book_.rules.erase(book_.rules.begin() + static_cast<std::ptrdiff_t>(rules),
                              book_.rules.end());
            conditions_.resize(rules);
            throw;
        }
        book_.sequences.push_back(std::move(compiled));
    }

    std::vector<CompiledSequence::Key> keys_of(const rule::Sequence::Stage& stage) {
        std::vector<CompiledSequence::Key> keys;
        for (const auto& [field, optional, place] : stage.by) try {
                const auto number =
                    book_.lexicon(event_kind()).number(field, Lexicon::Names::true_file, {});
                keys.push_back({number, true, optional});
            } catch (const Unanswerable&) {
                if (!optional) throw;
                keys.push_back({{}, false, true});
            }
        return keys;
    }

    /// A filter works on rules of its own log source; the core's detection has none.
    void add(rule::Filter& filter) {
        refuse_other_product(filter.source);
        std::optional<Subject> own;
        if (!is_open(filter.source)) own = Subject{kind_of(filter.source), filter.source.category};
        const auto rules = rules_of(filter);
        const auto [kind, category] = own ? *own : subject_of(filter, rules);
        CompiledFilter compiled{filter.meta, filter.reason, filter.expires,
                                formula(*meant(filter.condition, kind), kind, category)};
        compiled.number = static_cast<std::uint32_t>(book_.filters.size());
        const bool excludes_incidents =
            kind != Kind::record && !filter.any_rule && names(filter, pipe_meta());
        if (rules.empty() && !excludes_incidents)
            throw Unanswerable{"none of the rules that it names runs"};
        book_.filters.push_back(std::move(compiled));
        const auto* const added = &book_.filters.back();
        for (auto* const rule : rules) rule->filters.push_back(added);
        if (excludes_incidents) book_.pipe_filters.push_back(added);
    }

    std::vector<CompiledRule*> rules_of(const rule::Filter& filter) {
        std::vector<CompiledRule*> found;
        for (auto& rule : book_.rules) {
            if (!names(filter, rule.meta)) continue;
            if (rule.ecs_category.empty() ? covers(filter.source, rule.source)
                                          : !filter.any_rule && filter.source.service.empty())
                found.push_back(&rule);
            else if (!filter.any_rule)
                refuse_source(filter, rule);
        }
        return found;
    }

    /// A log source of Linux, whichever.
    static bool is_open(const rule::LogSource& source) {
        return source.category.empty() && source.service.empty();
    }

    /// What a filter's fields are read from.
    struct Subject {
        Kind kind;
        std::string category;
        bool operator==(const Subject&) const = default;
    };

    /// Of one whose own log source does not say so: what its rules are asked about.
    [[nodiscard]] Subject subject_of(const rule::Filter& filter,
                                     const std::vector<CompiledRule*>& rules) const {
        std::optional<Subject> subject;
        for (const auto* const rule : rules) {
            if (!rule->ecs_category.empty()) continue;
            Subject of_rule{rule->kind, rule->source.category};
            if (subject && *subject != of_rule)
                throw rule::Refusal{filter.source.place,
                                    "the rules that it names have several log sources",
                                    "write a filter for each log source"};
            subject = std::move(of_rule);
        }
        return subject.value_or(Subject{event_kind(), {}});
    }

    static rule::Meta pipe_meta() {
        rule::Meta meta;
        meta.id = pipe_rule().id;
        return meta;
    }

    static bool names(const rule::Filter& filter, const rule::Meta& meta) {
        return filter.any_rule ||
               std::any_of(filter.rules.begin(), filter.rules.end(), [&](const auto& reference) {
                   return rule::is_called(meta, reference.rule);
               });
    }

    /// As in pySigma, a filter may say less than its rules do.
    static bool covers(const rule::LogSource& filter, const rule::LogSource& rule) {
        const auto fits = [](const std::string& wanted, const std::string& is) {
            return wanted.empty() || wanted == is;
        };
        return (fits(filter.product, rule.product) || rule.product.empty()) &&
               fits(filter.category, rule.category) && fits(filter.service, rule.service);
    }

    static void refuse_source(const rule::Filter& filter, const CompiledRule& rule) {
        throw rule::Refusal{filter.source.place,
                            "the rule " + rule.meta.id + " has the log source " +
                                text(rule.source) + ", not " + text(filter.source),
                            "give the filter the log source of the rules that it names"};
    }

    void note_units() {
        const auto unit = event::field(event::Naming::native, "unit");
        for (std::size_t i = 0; i < book_.events.size(); ++i)
            if (book_.events.entry(static_cast<FieldNumber>(i)).id == unit) book_.asks_units = true;
    }

    void group() {
        for (const auto& rule : book_.rules) {
            const auto& condition = *conditions_[rule.number];
            if (!rule.ecs_category.empty())
                enter(rule, condition, book_.by_ecs_category[rule.ecs_category]);
            else if (rule.kind != Kind::record)
                enter(rule, condition, book_.by_category[rule.source.category]);
            else if (const auto types = required_values(condition, "type"))
                for (const auto& type : *types)
                    enter(rule, condition, book_.by_type[type], {"type", type});
            else
                enter(rule, condition, book_.any_type);
        }
        RuleGroup::Numbers numbers;
        for (auto& [category, group] : book_.by_category) group.arrange(numbers);
        for (auto& [category, group] : book_.by_ecs_category) group.arrange(numbers);
        for (auto& [type, group] : book_.by_type) group.arrange(numbers);
        book_.any_type.arrange(numbers);
        book_.cases = numbers.cases;
    }

    void enter(const CompiledRule& rule, const rule::Condition& condition, RuleGroup& group,
               const KnownField& known = {}) {
        const bool widens = !options_.strict_names && may_widen(rule.kind);
        const Lexicon::Names names{widens, true};
        for (const auto& requirements : required_literals(condition, known)) {
            std::vector<RuleGroup::Texts> numbered;
            for (const auto& alternatives : requirements) {
                auto& texts = numbered.emplace_back();
                for (const auto& [field, text] : alternatives)
                    texts.emplace_back(book_.lexicon(rule.kind).number(
                                           field, names, category_of(rule), words_of(rule.meta)),
                                       text);
            }
            group.add(rule.number, numbered);
        }
    }

    static const std::string& category_of(const CompiledRule& rule) {
        return rule.ecs_category.empty() ? rule.source.category : rule.ecs_category;
    }

    RuleBook& book_;
    const CompileOptions& options_;
    std::vector<rule::ConditionPtr> conditions_;  // by rule
};

}  // namespace

std::shared_ptr<const RuleBook> compile(rule::Documents documents, const CompileOptions& options) {
    auto book = std::make_shared<RuleBook>();
    Compiler{*book, options}.compile(documents);
    return book;
}

}  // namespace pipehound::detect
