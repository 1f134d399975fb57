// SPDX-License-Identifier: Apache-2.0
#include "detect/near_misses.hpp"

#include <algorithm>
#include <tuple>

namespace pipehound::detect {

namespace {

constexpr std::size_t most_kinds = 64;

}  // namespace

void NearMisses::take(const Formula::Part& whole, Answers& answers, const MarkEvent& mark) {
    const auto lacks = shortfalls(whole, answers);
    Lacking lacking;
    for (const auto& shortfall : lacks)
        lacking.emplace_back(shortfall.tests.empty() ? &shortfall.part.written()
                                                     : &shortfall.tests.front().written(),
                             shortfall.truth);
    auto* const kind = kind_of(lacking);
    if (kind == nullptr) return;
    ++kind->events;
    std::vector<FailedTest> tests;
    for (const auto& shortfall : lacks) tests.push_back(failed_test(shortfall, answers));
    const auto known = std::find_if(kind->examples.begin(), kind->examples.end(),
                                    [&tests](const Miss& miss) { return miss.tests == tests; });
    if (known != kind->examples.end())
        ++known->like;
    else if (kind->examples.size() < limit_)
        kind->examples.push_back({mark(), std::move(tests)});
}

/// What makes room is never asked for again, unless it is no nearer than all that are there: so
/// counts are whole.
NearMisses::Kind* NearMisses::kind_of(const Lacking& lacking) {
    const auto found = kinds_.find(lacking);
    if (found != kinds_.end()) return &found->second;
    if (kinds_.size() == most_kinds) {
        const auto worst = furthest();
        if (worst->first.size() <= lacking.size()) return nullptr;
        kinds_.erase(worst);
    }
    auto& kind = kinds_[lacking];
    kind.order = ++order_;
    return &kind;
}

NearMisses::Kinds::iterator NearMisses::furthest() {
    return std::max_element(kinds_.begin(), kinds_.end(), [](const auto& left, const auto& right) {
        return std::pair{left.first.size(), left.second.order} <
               std::pair{right.first.size(), right.second.order};
    });
}

std::vector<Miss> NearMisses::nearest() const {
    using Rank = std::tuple<std::size_t, std::size_t, std::uint64_t, std::uint64_t>;
    std::vector<std::pair<Rank, const Miss*>> all;
    for (const auto& [lacking, kind] : kinds_)
        for (std::size_t i = 0; i < kind.examples.size(); ++i)
            all.emplace_back(Rank{lacking.size(), i, kind.events, kind.order}, &kind.examples[i]);
    std::sort(all.begin(), all.end());
    std::vector<Miss> nearest;
    for (std::size_t i = 0; i < std::min(all.size(), limit_); ++i)
        nearest.push_back(*all[i].second);
    return nearest;
}

}  // namespace pipehound::detect
