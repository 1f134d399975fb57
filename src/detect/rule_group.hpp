// SPDX-License-Identifier: Apache-2.0
// Rules that are asked about the same events, and the picking of those that an event can concern at
// all: of most rules some text must occur in some field, of many one in each of two. Fields that
// only a second text is looked for in are not asked for before the first is found.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "detect/answers.hpp"
#include "detect/literal_index.hpp"

namespace pipehound::detect {

/// Which of a group's indexes are still to be looked into, each once.
class Looks {
public:
    /// Of so many; the first `count` are to be looked into in any case.
    void begin(std::size_t of, std::size_t count) {
        ++turn_;
        if (turns_.size() < of) turns_.resize(of);
        first_ = count;
        more_.clear();
    }

    /// One that is not among the first.
    void add(std::uint32_t index) {
        if (std::exchange(turns_[index], turn_) != turn_) more_.push_back(index);
    }

    /// Calls `look(index)`, which may add others.
    template <typename Look>
    void each(Look&& look) {
        for (std::uint32_t index = 0; index < first_; ++index) look(index);
        for (std::size_t at = 0; at < more_.size(); ++at) look(more_[at]);
    }

private:
    std::vector<std::uint64_t> turns_;  // in which it was added
    std::uint64_t turn_ = 0;
    std::size_t first_ = 0;
    std::vector<std::uint32_t> more_;
};

/// Which requirements of which rules an event has met so far, by case. One for many events.
class Picking {
public:
    /// So many cases have requirements, of all groups that it is used with.
    explicit Picking(std::size_t cases) : marks_(cases) {}

    [[nodiscard]] Looks& looks() noexcept { return looks_; }

    /// The next event.
    void begin() noexcept { ++turn_; }

    /// One more requirement is met; true when that was the last one, and the first time.
    [[nodiscard]] bool meet(std::uint32_t number, std::uint8_t requirement, std::uint8_t all) {
        auto& mark = marks_[number];
        const auto before = mark >> 8 == turn_ ? mark : turn_ << 8;
        mark = before | requirement;
        return mark != before && static_cast<std::uint8_t>(mark) == all;
    }

    /// The bits of the requirements that are met.
    [[nodiscard]] std::uint8_t met(std::uint32_t number) const noexcept {
        const auto mark = marks_[number];
        return mark >> 8 == turn_ ? static_cast<std::uint8_t>(mark) : std::uint8_t{0};
    }

private:
    std::vector<std::uint64_t> marks_;  // the turn, and in the lowest eight bits what was met in it
    std::uint64_t turn_ = 0;
    Looks looks_;
};

class RuleGroup {
public:
    using Texts = std::vector<std::pair<FieldNumber, std::string>>;

    /// One of a case.
    struct Requirement {
        std::uint32_t number;  ///< of the case
        std::uint8_t bit;      ///< it alone
        std::uint8_t all;      ///< the bits of all requirements of the case
    };

    /// The rule is asked of each event that meets all requirements of this case: of each at least
    /// one text stands in a framed value of its field (see KnownText::framed). Without any it is
    /// asked of every event. At most eight.
    void add(std::uint32_t rule, const std::vector<Texts>& requirements);

    /// So many cases and indexes have their numbers, of all groups that an event is asked of.
    struct Numbers {
        std::uint32_t cases = 0;
        std::uint32_t indexes = 0;
    };

    /// To be called once, after the last rule was added: numbers cases and indexes, and chooses the
    /// fields that are asked for in any case, few of them.
    void arrange(Numbers& numbers);

    [[nodiscard]] bool empty() const noexcept { return always_.empty() && cases_.empty(); }

    /// Is a rule asked whatever stands in the fields?
    [[nodiscard]] bool asks_always() const noexcept { return !always_.empty(); }

    /// Calls `picked(rule)` for each rule that may hold: once for each of its cases.
    template <typename Picked>
    void pick(Answers& answers, Picking& picking, Picked&& picked) const {
        for (const auto rule : always_) picked(rule);
        auto& looks = picking.looks();
        looks.begin(indexes_.size(), first_);
        looks.each([&](std::uint32_t number) {
            const auto& [field, index] = indexes_[number];
            const auto& answer = answers[field];
            for (std::size_t i = 0; i < answer.size(); ++i)
                answer.known(i)->search(index, first_id_ + number, [&](std::uint32_t met) {
                    const auto& of_case = cases_[case_of(met)];
                    if (of_case.leads_on == bit_of(met))
                        for (const auto next : next_[case_of(met)]) looks.add(next);
                    if (meet(met, picking)) picked(of_case.rule);
                });
        });
    }

    /// Calls `visit(FieldNumber, std::string_view text, number)` for each text of a requirement;
    /// `meet` and `requirement` take the number.
    template <typename Visit>
    void for_each_text(Visit&& visit) const {
        for (const auto& [field, index] : indexes_)
            index.for_each([&, of = field](std::string_view text, std::uint32_t number) {
                visit(of, text, number);
            });
    }

    /// One text stands in its field; true where all that a rule requires does now.
    [[nodiscard]] bool meet(std::uint32_t number, Picking& picking) const {
        const auto& [of_case, bit, all] = requirement(number);
        return picking.meet(of_case, bit, all);
    }

    [[nodiscard]] Requirement requirement(std::uint32_t number) const noexcept {
        return {first_number_ + case_of(number), bit_of(number), cases_[case_of(number)].all};
    }

private:
    /// Small, and literals stand for these right away: a common name meets many of them.
    struct Case {
        std::uint32_t rule;
        std::uint8_t all;           // a bit for each requirement
        std::uint8_t leads_on = 0;  // the one which, when met, leads to other indexes
    };
    using Fields = std::vector<FieldNumber>;

    // A literal's number: the case, and which of its requirements.
    [[nodiscard]] static constexpr std::uint32_t number_of(std::size_t of_case,
                                                           std::size_t requirement) noexcept {
        return static_cast<std::uint32_t>(of_case << 3 | requirement);
    }
    [[nodiscard]] static constexpr std::uint32_t case_of(std::uint32_t number) noexcept {
        return number >> 3;
    }
    [[nodiscard]] static constexpr std::uint8_t bit_of(std::uint32_t number) noexcept {
        return static_cast<std::uint8_t>(1U << (number & 7U));
    }

    [[nodiscard]] LiteralIndex& index_of(FieldNumber field);
    [[nodiscard]] std::uint32_t place_of(FieldNumber field) const;

    std::vector<std::uint32_t> always_;
    std::vector<Case> cases_;
    std::uint32_t first_number_ = 0;                // of the cases
    std::uint32_t first_id_ = 0;                    // of the indexes
    std::vector<std::vector<std::uint32_t>> next_;  // by case: indexes it leads on to
    std::vector<std::vector<Fields>> fields_;  // of each requirement of each case, until arranged
    std::vector<std::pair<FieldNumber, LiteralIndex>> indexes_;
    std::size_t first_ = 0;  // so many of them are looked into in any case
};

}  // namespace pipehound::detect
