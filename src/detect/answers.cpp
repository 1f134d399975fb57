// SPDX-License-Identifier: Apache-2.0
#include "detect/answers.hpp"

#include <algorithm>

#include "detect/framed.hpp"
#include "detect/program_names_of.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

/// The texts of a value: numbers and truth values as people write them.
void add(const event::Value& value, Answer& answer) {
    if (std::holds_alternative<std::monostate>(value)) return;
    answer.tell();
    if (const auto text = event::text(value))
        answer.add(*text);
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        answer.add(std::to_string(*number));
    else if (const auto* truth = std::get_if<bool>(&value))
        answer.add(*truth ? "true" : "false");
    else if (const auto* texts = std::get_if<event::Texts>(&value))
        for (const auto& item : *texts) answer.add(item);
}

}  // namespace

Text Answer::operator[](std::size_t index) const noexcept {
    const auto& value = values_[index];
    return {value.as_is, std::string_view{value.framed}.substr(1, value.framed.size() - 2)};
}

std::string_view Answer::framed(std::size_t index) const noexcept { return values_[index].framed; }

void Answer::add(std::string_view text) {
    told_ = true;
    if (count_ == values_.size()) values_.emplace_back();
    auto& [as_is, framed] = values_[count_++];
    as_is = text;
    frame(text, framed);
}

Answers::Answers(const Lexicon& lexicon, const event::UserNames* users)
    : lexicon_{lexicon}, users_{users}, slots_(lexicon.size()) {}

void Answers::turn_to(const event::Event& event, const FactsTeller& facts, std::string_view node) {
    ++turn_;
    event_ = &event;
    teller_ = &facts;
    node_ = node;
    told_ = event::Needs::nothing;
    facts_ = {};
}

void Answers::turn_to(const event::Record& record) {
    ++turn_;
    record_ = &record;
}

const Answer& Answers::operator[](FieldNumber field) {
    auto& slot = slots_[static_cast<std::size_t>(field)];
    if (slot.turn == turn_) return slot.answer;
    slot.turn = turn_;
    slot.answer.clear();
    const auto& entry = lexicon_.entry(field);
    if (lexicon_.kind() == Lexicon::Kind::record)
        work_out_record(entry, slot.answer);
    else if (entry.everything)
        add_everything(slot.answer);
    else
        work_out_event(entry, slot.answer);
    return slot.answer;
}

void Answers::work_out_event(const Lexicon::Entry& entry, Answer& answer) {
    const auto& field = event::fields()[static_cast<std::size_t>(*entry.id)];
    const auto subject = subject_for(field.needs);
    add(field.read(subject), answer);
    if (entry.names.number) add_user(field.uid(subject), answer);
    if (entry.names.widened) add_names(field, answer);
}

void Answers::add_user(event::Uid uid, Answer& answer) const {
    if (uid == event::Uid::unset) return;
    const auto digits = std::to_string(event::number(uid));
    for (std::size_t i = 0; i < answer.size(); ++i)
        if (answer[i].as_is == digits) return;
    answer.add(digits);
}

void Answers::add_names(const event::Field& field, Answer& answer) {
    const bool of_parent = field.needs == event::Needs::relatives;
    const auto subject = subject_for(of_parent ? event::Needs::relatives : event::Needs::names);
    const auto* const program = of_parent
                                    ? (subject.facts.parent ? &*subject.facts.parent : nullptr)
                                    : &subject.facts.process;
    if (program == nullptr) return;
    const bool whole_path = field.ecs.ends_with("executable");
    for (const auto& name : other_names(*program, whole_path)) answer.add(name);
}

void Answers::add_everything(Answer& answer) {
    const auto subject = subject_for(event::Needs::ancestry);
    for (const auto& field : event::fields())
        if (!field.sigma.empty()) add(field.read(subject), answer);
}

void Answers::work_out_record(const Lexicon::Entry& entry, Answer& answer) const {
    if (entry.everything) return answer.add(event::text(*record_));
    for (const auto& [name, value] : record_->fields)
        if (name == entry.name) answer.add(value);
}

event::Subject Answers::subject_for(event::Needs needs) {
    using event::Needs;
    if (needs == Needs::process_unless_executed)
        needs = std::holds_alternative<event::ProcessExecuted>(event_->act) ? Needs::nothing
                                                                            : Needs::process;
    if (needs == Needs::names && !teller_->tell_names) needs = Needs::process;
    if (needs == Needs::names && told_ < needs) teller_->tell_names(facts_);
    if (needs >= Needs::process && told_ < Needs::process) teller_->tell_process(facts_);
    if (needs >= Needs::relatives && told_ < Needs::relatives) teller_->tell_relatives(facts_);
    if (needs == Needs::ancestry && told_ < needs && teller_->tell_ancestors)
        teller_->tell_ancestors(facts_);
    told_ = std::max(told_, needs);
    return {*event_, facts_, node_, users_};
}

}  // namespace pipehound::detect
