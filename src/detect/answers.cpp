// SPDX-License-Identifier: Apache-2.0
#include "detect/answers.hpp"

#include <algorithm>

#include "detect/program_names_of.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

bool Answer::has(std::string_view text) const noexcept {
    return std::any_of(values_.begin(), values_.begin() + count_,
                       [text](const auto& value) { return value->text().as_is == text; });
}

Answers::Answers(const Lexicon& lexicon, const event::UserNames* users)
    : lexicon_{lexicon}, users_{users}, slots_(lexicon.size()) {}

void Answers::turn_to(const event::Event& event, const FactsTeller& facts, std::string_view node) {
    ++turn_;
    event_ = &event;
    const auto& words = event::act_words(event);
    words_ = event::Words{words.actions}.empty() ? nullptr : &words;
    teller_ = &facts;
    node_ = node;
    told_ = 0;
}

void Answers::turn_to(const event::Record& record) {
    ++turn_;
    record_ = &record;
}

void Answers::turn_to(const event::EcsDocument& document) {
    ++turn_;
    document_ = &document;
}

void Answers::work_out(FieldNumber field, Slot& slot) {
    slot.turn = turn_;
    slot.answer.clear();
    const auto& entry = lexicon_.entry(field);
    const bool by_act = entry.id && event::fields()[event::number(*entry.id)].by_act;
    slot.words = by_act ? words_ : nullptr;
    if (lexicon_.kind() == Lexicon::Kind::record)
        work_out_record(entry, slot.answer);
    else if (lexicon_.kind() == Lexicon::Kind::document)
        work_out_document(entry, slot.answer);
    else if (entry.everything)
        add_everything(slot.answer);
    else
        work_out_event(entry, slot.answer);
}

void Answers::work_out_event(const Lexicon::Entry& entry, Answer& answer) {
    const auto& field = event::fields()[static_cast<std::size_t>(*entry.id)];
    need(field.needs);
    add_values(field.read(subject()), answer);
    if (field.synonyms != nullptr)
        for (const auto word : field.synonyms(subject())) add(word, answer);
    if (entry.names.number) add_user(field.uid(subject()), answer);
    if (entry.names.widened) add_names(field, answer);
}

/// The texts of a value: numbers and truth values as people write them.
void Answers::add_values(const event::Value& value, Answer& answer) {
    if (std::holds_alternative<std::monostate>(value)) return;
    answer.tell();
    if (const auto text = event::text(value))
        add(*text, answer);
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        add(std::to_string(*number), answer);
    else if (const auto* truth = std::get_if<bool>(&value))
        add(*truth ? "true" : "false", answer);
    else if (const auto* texts = std::get_if<event::Texts>(&value))
        for (const auto& item : *texts) add(item, answer);
    else if (const auto* words = std::get_if<event::Words>(&value))
        for (const auto word : *words) add(word, answer);
}

void Answers::add_user(event::Uid uid, Answer& answer) {
    if (uid == event::Uid::unset) return;
    const auto digits = std::to_string(event::number(uid));
    if (!answer.has(digits)) add(digits, answer);
}

void Answers::add_names(const event::Field& field, Answer& answer) {
    const bool of_parent = field.needs == event::Needs::parent_names;
    need(of_parent ? event::Needs::parent_names : event::Needs::names);
    if (of_parent && !facts_.parent) return;
    const bool whole_path = field.ecs.ends_with("executable");
    each_other_name(of_parent ? *facts_.parent : facts_.process, whole_path,
                    [&](std::string_view name) {
                        if (!answer.has(name)) add(name, answer);
                    });
}

void Answers::add_everything(Answer& answer) {
    for (const auto part : {event::Needs::process, event::Needs::parent, event::Needs::ancestors})
        need(part);
    for (const auto& field : event::fields())
        if (!field.sigma.empty()) add_values(field.read(subject()), answer);
}

void Answers::work_out_record(const Lexicon::Entry& entry, Answer& answer) {
    if (entry.everything) return add(event::text(*record_), answer);
    for (const auto& [name, value] : record_->fields)
        if (name == entry.name) add(value, answer);
}

void Answers::work_out_document(const Lexicon::Entry& entry, Answer& answer) {
    for (const auto& value : document_->values(entry.name)) add(value, answer);
    if (!entry.everything) return;
    for (const auto& [name, values] : document_->fields())
        for (const auto& value : values) add(value, answer);
}

void Answers::need(event::Needs part) {
    using event::Needs;
    if (part == Needs::process_unless_executed)
        part = std::holds_alternative<event::ProcessExecuted>(event_->act) ? Needs::nothing
                                                                           : Needs::process;
    if (part == Needs::names_unless_told)
        part = event_->actor.exe.empty() ? Needs::names : Needs::nothing;
    const bool known = part == Needs::nothing || is_told(part) ||
                       (part == Needs::names && is_told(Needs::process)) ||
                       (part == Needs::parent_names && is_told(Needs::parent));
    if (known) return;
    (*teller_)(part, facts_);
    told_ |= 1U << event::number(part);
}

}  // namespace pipehound::detect
