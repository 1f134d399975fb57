// SPDX-License-Identifier: Apache-2.0
#include "detect/stage_account.hpp"

#include <algorithm>

#include "detect/requirement.hpp"
#include "event/text.hpp"
#include "rule/condition_text.hpp"

namespace pipehound::detect {

namespace {

std::string name_of(const CompiledRule& rule, const CompiledSequence* sequence) {
    if (sequence == nullptr) return rule.meta.title;
    const auto stage = rule.stage->stage;
    if (stage == sequence->plan.stages) return "until";
    const auto& what = sequence->what.stages[stage];
    auto name = "stage " + std::to_string(stage + 1);
    if (what.missing) name += ", which must not come";
    return what.runs == 1 ? name : name + ", " + std::to_string(what.runs) + " times";
}

std::string what_comes(const CompiledRule& rule, const std::set<std::string, std::less<>>& types) {
    if (rule.kind == Lexicon::Kind::record) {
        std::string line = "records";
        for (const auto& type : types)
            line += (line == "records" ? " of the type " : ", ") + event::upper(type);
        return line;
    }
    const std::string what = rule.kind == Lexicon::Kind::document ? "documents" : "events";
    if (rule.ecs_category == "any") return what;
    return what + " of the category " +
           (rule.ecs_category.empty() ? rule.source.category : rule.ecs_category);
}

}  // namespace

StageAccount::StageAccount(const CompiledRule& rule, const CompiledSequence* sequence,
                           std::size_t limit)
    : rule_{&rule}, sequence_{sequence}, limit_{limit}, misses_{limit} {
    if (rule.kind == Lexicon::Kind::record)
        if (const auto types = required_values(*rule.condition, "type"))
            types_.insert(types->begin(), types->end());
    found_.name = name_of(rule, sequence);
    found_.asks = rule::text(*rule.condition);
    found_.of = what_comes(rule, types_);
    if (rule.kind != Lexicon::Kind::document) found_.needs = rule.needs;
}

bool StageAccount::asks_type(std::string_view type) const {
    return types_.empty() || types_.count(event::folded(type)) > 0;
}

bool StageAccount::take(Answers& answers, const MarkEvent& mark) {
    ++found_.came;
    const bool matches = rule_->formula.holds(answers);
    if (matches)
        take_match(answers, mark);
    else
        misses_.take(rule_->formula.whole(*rule_->condition), answers, mark);
    return matches;
}

void StageAccount::take_match(Answers& answers, const MarkEvent& mark) {
    ++found_.matched;
    const auto key = join_key(answers);
    if (found_.matches.size() == limit_) {
        found_.last = mark();
        return;
    }
    found_.matches.push_back(
        {mark(), held_values(rule_->formula.whole(*rule_->condition), answers), key});
}

const std::vector<rule::Sequence::Key>& StageAccount::keys() const {
    const auto stage = rule_->stage->stage;
    const auto& what = sequence_->what;
    return stage == what.stages.size() ? what.until->by : what.stages[stage].by;
}

JoinKey StageAccount::join_key(Answers& answers) {
    JoinKey key;
    if (sequence_ == nullptr) return key;
    const auto& compiled = sequence_->by[rule_->stage->stage];
    for (std::size_t i = 0; i < compiled.size(); ++i) {
        const auto& answer = compiled[i].known ? answers[compiled[i].field] : Answer{};
        const auto& field = keys()[i].field;
        for (std::size_t value = 0; value < answer.size(); ++value)
            key.emplace_back(field, answer[value].as_is);
        if (answer.size() == 0 && !compiled[i].optional) {
            ++found_.without_key;
            found_.missing_key = field;
            return key;
        }
    }
    return key;
}

StageExplanation StageAccount::explanation() const {
    auto explanation = found_;
    explanation.misses = misses_.nearest();
    return explanation;
}

}  // namespace pipehound::detect
