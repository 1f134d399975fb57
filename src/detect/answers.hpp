// SPDX-License-Identifier: Apache-2.0
// What one event, or one record, says about the fields that rules ask for: each worked out when it
// is first asked for, and once.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/known_text.hpp"
#include "detect/lexicon.hpp"
#include "event/ecs_document.hpp"
#include "event/facts.hpp"
#include "event/fields.hpp"
#include "event/record.hpp"

namespace pipehound::detect {

/// The values of a field. Lives until the next question about another event.
class Answer {
public:
    [[nodiscard]] bool told() const noexcept { return told_; }
    /// More than one where the field is a list, or a program has several names.
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] Text operator[](std::size_t index) const noexcept {
        return values_[index]->text();
    }
    [[nodiscard]] const KnownTextPtr& known(std::size_t index) const noexcept {
        return values_[index];
    }
    [[nodiscard]] bool has(std::string_view text) const noexcept;

    void clear() {
        constexpr std::size_t most_kept = 64;
        told_ = false;
        count_ = 0;
        if (values_.size() > most_kept) values_.resize(most_kept);
    }
    void tell() noexcept { told_ = true; }
    /// Out of those that are known; what stood at the same place of the answer before comes again
    /// more often than not: the parent is the same, and the user.
    void add(std::string_view text, KnownTexts& known) {
        told_ = true;
        if (count_ == values_.size())
            values_.push_back(known.of(text));
        else if (values_[count_]->text().as_is != text)
            values_[count_] = known.of(text);
        ++count_;
    }
    void add(KnownTextPtr text) {
        told_ = true;
        values_.resize(count_);
        values_.push_back(std::move(text));
        ++count_;
    }

private:
    boost::container::small_vector<KnownTextPtr, 2> values_;  // those behind count_: of before
    std::uint32_t count_ = 0;
    bool told_ = false;
};

/// Writes what the tables know over that part of the facts, never `nothing` or one that depends on
/// what the event tells (`..._unless_...`).
using FactsTeller = std::function<void(event::Needs part, event::Facts& facts)>;

class Answers {
public:
    /// Both must outlive this; `users` for records that carry no names of users, may be missing.
    explicit Answers(const Lexicon& lexicon, const event::UserNames* users = nullptr);

    /// From now on the questions are about this event. All arguments must live until the next call.
    void turn_to(const event::Event& event, const FactsTeller& facts, std::string_view node);
    void turn_to(const event::Record& record);
    void turn_to(const event::EcsDocument& document);

    [[nodiscard]] const Answer& operator[](FieldNumber field) {
        auto& slot = slots_[static_cast<std::size_t>(field)];
        const bool known = slot.turn == turn_ || (slot.words != nullptr && slot.words == words_);
        if (!known) work_out(field, slot);
        return slot.answer;
    }

    /// The record that the questions are about.
    [[nodiscard]] const event::Record& record() const noexcept { return *record_; }

private:
    struct alignas(64) Slot {  // in one line of the cache
        Answer answer;
        std::uint64_t turn = 0;                  // in which it was worked out
        const event::ActWords* words = nullptr;  // of which alone it was worked out, where so
    };

    void work_out(FieldNumber field, Slot& slot);
    void work_out_event(const Lexicon::Entry& entry, Answer& answer);
    void work_out_record(const Lexicon::Entry& entry, Answer& answer);
    void work_out_document(const Lexicon::Entry& entry, Answer& answer);
    void add(std::string_view text, Answer& answer) { answer.add(text, texts_); }
    void add_values(const event::Value& value, Answer& answer);
    void add_user(event::Uid uid, Answer& answer);
    void add_names(const event::Field& field, Answer& answer);
    void add_everything(Answer& answer);
    void need(event::Needs part);
    [[nodiscard]] bool is_told(event::Needs part) const noexcept {
        return (told_ >> event::number(part) & 1U) != 0;
    }
    [[nodiscard]] event::Subject subject() const noexcept {
        return {*event_, facts_, node_, users_};
    }

    const Lexicon& lexicon_;
    const event::UserNames* users_;
    KnownTexts texts_;
    std::vector<Slot> slots_;  // never grows: answers are pointed to
    std::uint64_t turn_ = 0;
    const event::Event* event_ = nullptr;
    const event::ActWords* words_ = nullptr;  // of the event; nullptr where they do not tell all
    const event::Record* record_ = nullptr;
    const event::EcsDocument* document_ = nullptr;
    const FactsTeller* teller_ = nullptr;
    std::string_view node_;
    event::Facts facts_;  // what was not told is of an earlier event: its memory is used again
    unsigned told_ = 0;   // a bit for each part of the facts
};

}  // namespace pipehound::detect
