// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_group.hpp"

#include <algorithm>
#include <set>

namespace pipehound::detect {

namespace {

using Fields = std::vector<FieldNumber>;

/// Of one case after the other, which of its requirements is looked for first, and so in which
/// fields. Those with one leave no choice; the others take one whose fields are looked at already,
/// else the most telling, which stands first.
class Choice {
public:
    explicit Choice(std::size_t cases) : chosen_(cases) {}

    template <typename Cases>
    void choose(const Cases& cases) {
        for (const bool alone : {true, false})
            for (std::size_t i = 0; i < cases.size(); ++i) {
                const auto& requirements = cases[i];
                if ((requirements.size() == 1) != alone) continue;
                chosen_[i] = cheapest(requirements);
                const auto& fields = requirements[chosen_[i]];
                first_.insert(fields.begin(), fields.end());
            }
    }

    [[nodiscard]] std::size_t of(std::size_t number) const { return chosen_[number]; }
    [[nodiscard]] bool is_first(FieldNumber field) const { return first_.contains(field); }

private:
    [[nodiscard]] std::size_t cheapest(const std::vector<Fields>& requirements) const {
        const auto cost = [this](const Fields& fields) {
            return std::count_if(fields.begin(), fields.end(),
                                 [this](FieldNumber field) { return !is_first(field); });
        };
        const auto least = std::min_element(
            requirements.begin(), requirements.end(),
            [&](const auto& left, const auto& right) { return cost(left) < cost(right); });
        return static_cast<std::size_t>(least - requirements.begin());
    }

    std::vector<std::size_t> chosen_;
    std::set<FieldNumber> first_;
};

}  // namespace

void RuleGroup::add(std::uint32_t rule, const std::vector<Texts>& requirements) {
    if (requirements.empty()) return always_.push_back(rule);
    auto& fields = fields_.emplace_back(requirements.size());
    for (std::size_t i = 0; i < requirements.size(); ++i)
        for (const auto& [field, text] : requirements[i]) {
            index_of(field).add(text, number_of(cases_.size(), i));
            if (std::find(fields[i].begin(), fields[i].end(), field) == fields[i].end())
                fields[i].push_back(field);
        }
    cases_.push_back({rule, static_cast<std::uint8_t>((1U << requirements.size()) - 1)});
}

void RuleGroup::arrange(Numbers& numbers) {
    first_number_ = numbers.cases;
    first_id_ = numbers.indexes;
    numbers.cases += static_cast<std::uint32_t>(cases_.size());
    numbers.indexes += static_cast<std::uint32_t>(indexes_.size());
    Choice choice{cases_.size()};
    choice.choose(fields_);
    const auto others =
        std::stable_partition(indexes_.begin(), indexes_.end(),
                              [&](const auto& index) { return choice.is_first(index.first); });
    first_ = static_cast<std::size_t>(others - indexes_.begin());
    next_.resize(cases_.size());
    for (std::size_t i = 0; i < cases_.size(); ++i) {
        for (const auto& fields : fields_[i])
            for (const auto field : fields)
                if (!choice.is_first(field)) next_[i].push_back(place_of(field));
        if (!next_[i].empty()) cases_[i].leads_on = bit_of(number_of(i, choice.of(i)));
    }
    fields_ = {};
}

LiteralIndex& RuleGroup::index_of(FieldNumber field) {
    const auto place = place_of(field);
    return place < indexes_.size() ? indexes_[place].second
                                   : indexes_.emplace_back(field, LiteralIndex{}).second;
}

/// As many as there are: it has none.
std::uint32_t RuleGroup::place_of(FieldNumber field) const {
    const auto found = std::find_if(indexes_.begin(), indexes_.end(),
                                    [field](const auto& index) { return index.first == field; });
    return static_cast<std::uint32_t>(found - indexes_.begin());
}

}  // namespace pipehound::detect
