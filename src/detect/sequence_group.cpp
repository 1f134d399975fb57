// SPDX-License-Identifier: Apache-2.0
#include "detect/sequence_group.hpp"

#include <algorithm>
#include <utility>

#include "detect/finding_archive.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t most_waiting = 64;  // full chains of one key; the oldest makes room

/// What ends by the event of that time.
template <typename Chain>
void tell(ChainListener* listener, const std::optional<Chain>& chain, ChainEnd how,
          std::optional<event::Time> when) {
    if (listener != nullptr && chain) listener->ended(chain->findings, how, when);
}

}  // namespace

SequenceGroup::SequenceGroup(const SequencePlan& plan) : plan_{&plan} {
    if (!plan.ordered) samples_.resize(plan.steps.size());
}

SequenceGroup::Ordinal SequenceGroup::ordinal(const Finding& finding) noexcept {
    return {finding.moment.time, finding.tiebreaker};
}

event::Time SequenceGroup::begin(const Chain& chain) noexcept {
    return chain.findings.front().moment.time;
}

bool SequenceGroup::out_of_span(event::Time from, event::Time to) const noexcept {
    return plan_->maxspan && to - from > *plan_->maxspan;
}

std::optional<event::Time> SequenceGroup::end_of_span(const Chain& chain) const noexcept {
    return plan_->maxspan ? std::optional{begin(chain) + *plan_->maxspan} : std::nullopt;
}

void SequenceGroup::take(const Stages& stages, const Finding& finding, std::vector<Match>& matches,
                         ChainListener* listener) {
    if (!plan_->ordered) return take_sample(stages, finding, matches);
    const auto at = ordinal(finding);
    for (std::size_t gap = 0; gap < plan_->gaps.size(); ++gap)
        if (stages[plan_->gaps[gap].stage]) take_gap(gap, at, listener);
    for (auto step = plan_->steps.size(); step-- > 0;)
        if (stages[plan_->steps[step]]) take_step(step, finding, matches, listener);
    if (stages[plan_->stages]) end_chains(at, listener);
}

void SequenceGroup::take_step(std::size_t step, const Finding& finding, std::vector<Match>& matches,
                              ChainListener* listener) {
    const auto at = ordinal(finding);
    Chain chain;
    if (step == 0) {
        chain.leading = last_in_gap(0, at);
    } else {
        auto before =
            steps_.size() < step ? std::nullopt : take_before(steps_[step - 1], at, listener);
        if (!before && listener != nullptr) listener->unclaimed(step);
        if (!before) return;
        if (out_of_span(begin(*before), at.time))
            return tell(listener, before, ChainEnd::expired, end_of_span(*before));
        chain = std::move(*before);
        chain.spoilt = chain.spoilt || in_gap(step, ordinal(chain.findings.back()), at);
    }
    chain.findings.push_back(finding);
    if (step + 1 == plan_->steps.size()) return complete(std::move(chain), matches, listener);
    if (steps_.size() <= step) steps_.resize(step + 1);
    place(steps_[step], std::move(chain), listener);
}

/// The latest chain whose last event is before `at`; what is older goes.
std::optional<SequenceGroup::Chain> SequenceGroup::take_before(Step& step, const Ordinal& at,
                                                               ChainListener* listener) {
    const auto is_before = [&at](const std::optional<Chain>& chain) {
        return chain && ordinal(chain->findings.back()) < at;
    };
    if (is_before(step.latest)) {
        tell(listener, step.earlier, ChainEnd::displaced, at.time);
        step.earlier.reset();
        return std::exchange(step.latest, std::nullopt);
    }
    if (is_before(step.earlier)) return std::exchange(step.earlier, std::nullopt);
    return std::nullopt;
}

void SequenceGroup::place(Step& step, Chain chain, ChainListener* listener) {
    const auto at = ordinal(chain.findings.back());
    const auto displace = [&](std::optional<Chain>& other, std::optional<Chain> by) {
        tell(listener, other, ChainEnd::displaced, at.time);
        other = std::move(by);
    };
    if (!step.latest) {
        step.latest = std::move(chain);
    } else if (const auto latest = ordinal(step.latest->findings.back()); latest <= at) {
        if (latest < at) displace(step.earlier, std::exchange(step.latest, std::nullopt));
        displace(step.latest, std::move(chain));
    } else if (!step.earlier || ordinal(step.earlier->findings.back()) <= at) {
        displace(step.earlier, std::move(chain));
    } else {
        tell(listener, std::optional{std::move(chain)}, ChainEnd::displaced, at.time);
    }
}

void SequenceGroup::complete(Chain chain, std::vector<Match>& matches, ChainListener* listener) {
    const auto last = chain.findings.back().moment.time;
    const bool leads = chain.leading && !out_of_span(chain.leading->time, last);
    const bool waits = plan_->has_trailing_gap() && (leads || !plan_->has_leading_gap());
    if (chain.spoilt || (leads && !waits))
        return tell(listener, std::optional{std::move(chain)}, ChainEnd::forbidden, last);
    if (!waits) return matches.push_back(std::move(chain.findings));
    const auto until = (leads ? chain.leading->time : begin(chain)) + *plan_->maxspan;
    if (waiting_.size() == most_waiting) {
        tell(listener, std::optional{std::move(waiting_.front().chain)}, ChainEnd::evicted, last);
        waiting_.erase(waiting_.begin());
    }
    waiting_.push_back({std::move(chain), until});
}

void SequenceGroup::end_chains(const Ordinal& until, ChainListener* listener) {
    const auto end = [&](std::optional<Chain>& chain) {
        if (!chain || ordinal(chain->findings.back()) > until) return;
        tell(listener, chain, ChainEnd::until, until.time);
        chain.reset();
    };
    for (auto& step : steps_) {
        end(step.latest);
        end(step.earlier);
    }
}

void SequenceGroup::take_gap(std::size_t gap, const Ordinal& at, ChainListener* listener) {
    if (plan_->gaps[gap].before == plan_->steps.size()) {
        std::erase_if(waiting_, [&](const Waiting& waiting) {
            const bool ends =
                ordinal(waiting.chain.findings.back()) < at && at.time <= waiting.until;
            if (ends && listener != nullptr)
                listener->ended(waiting.chain.findings, ChainEnd::forbidden, at.time);
            return ends;
        });
        return;
    }
    gaps_.resize(plan_->gaps.size());
    auto& events = gaps_[gap];
    if (!events.latest || *events.latest < at) {
        events.earlier = std::exchange(events.latest, at);
    } else if (at < *events.latest && (!events.earlier || *events.earlier < at)) {
        events.earlier = at;
    }
}

std::optional<SequenceGroup::Ordinal> SequenceGroup::last_in_gap(std::size_t before,
                                                                 const Ordinal& to) const {
    std::optional<Ordinal> last;
    for (std::size_t gap = 0; gap < gaps_.size(); ++gap) {
        if (plan_->gaps[gap].before != before) continue;
        for (const auto& at : {gaps_[gap].latest, gaps_[gap].earlier})
            if (at && *at < to && (!last || *last < *at)) last = at;
    }
    return last;
}

bool SequenceGroup::in_gap(std::size_t before, const Ordinal& from, const Ordinal& to) const {
    const auto last = last_in_gap(before, to);
    return last && from < *last;
}

void SequenceGroup::expire(event::Time now, std::vector<Match>& matches, ChainListener* listener) {
    while (!waiting_.empty()) {
        const auto due = std::min_element(
            waiting_.begin(), waiting_.end(),
            [](const Waiting& left, const Waiting& right) { return left.until < right.until; });
        if (due->until >= now) break;
        matches.push_back(std::move(due->chain.findings));
        waiting_.erase(due);
    }
    if (!plan_->maxspan) return;
    const auto forget = [&](std::optional<Chain>& chain) {
        if (!chain || !out_of_span(begin(*chain), now)) return;
        tell(listener, chain, ChainEnd::expired, end_of_span(*chain));
        chain.reset();
    };
    for (auto& step : steps_) {
        forget(step.latest);
        forget(step.earlier);
    }
    const auto forget_gap = [&](std::optional<Ordinal>& at) {
        if (at && out_of_span(at->time, now)) at.reset();
    };
    for (auto& events : gaps_) {
        forget_gap(events.latest);
        forget_gap(events.earlier);
    }
    if (std::none_of(steps_.begin(), steps_.end(),
                     [](const Step& s) { return s.latest || s.earlier; }))
        steps_.clear();
    if (std::none_of(gaps_.begin(), gaps_.end(),
                     [](const GapEvents& g) { return g.latest || g.earlier; }))
        gaps_.clear();
}

void SequenceGroup::tell_left(ChainEnd how, ChainListener& listener) const {
    for (const auto& step : steps_)
        for (const auto* const chain : {&step.latest, &step.earlier})
            if (*chain) listener.ended((*chain)->findings, how, end_of_span(**chain));
    Match sampled;
    for (const auto& events : samples_)
        if (!events.empty()) sampled.push_back(events.front());
    if (!sampled.empty()) listener.ended(sampled, how, std::nullopt);
    if (how != ChainEnd::evicted) return;
    for (const auto& waiting : waiting_) listener.ended(waiting.chain.findings, how, waiting.until);
}

std::optional<event::Time> SequenceGroup::wake() const {
    std::optional<event::Time> earliest;
    const auto add = [&earliest](event::Time time) {
        earliest = earliest ? std::min(*earliest, time) : time;
    };
    for (const auto& waiting : waiting_) add(waiting.until);
    if (!plan_->maxspan) return earliest;
    for (const auto& step : steps_)
        for (const auto* const chain : {&step.latest, &step.earlier})
            if (*chain) add(begin(**chain) + *plan_->maxspan);
    for (const auto& events : gaps_)
        for (const auto& at : {events.latest, events.earlier})
            if (at) add(at->time + *plan_->maxspan);
    return earliest;
}

bool SequenceGroup::empty() const noexcept { return size() == 0 && gaps_.empty() && !sampled_; }

std::size_t SequenceGroup::size() const noexcept {
    auto count = waiting_.size();
    for (const auto& step : steps_) count += (step.latest ? 1U : 0U) + (step.earlier ? 1U : 0U);
    for (const auto& events : samples_) count += events.size();
    return count;
}

template <typename Archive>
void SequenceGroup::archive_all(Archive& at) {
    using event::archive;
    const auto ordinal = [&at](Ordinal& one) { archive(at, one.time, one.tiebreaker); };
    const auto chain = [&](Chain& one) {
        archive(at, one.findings, one.spoilt);
        archive_if_there(at, one.leading, ordinal);
    };
    archive_each(at, steps_, [&](Step& step) {
        archive_if_there(at, step.latest, chain);
        archive_if_there(at, step.earlier, chain);
    });
    archive_each(at, gaps_, [&](GapEvents& gap) {
        archive_if_there(at, gap.latest, ordinal);
        archive_if_there(at, gap.earlier, ordinal);
    });
    archive_each(at, waiting_, [&](Waiting& one) {
        chain(one.chain);
        archive(at, one.until);
    });
    archive_each(at, samples_, [&](std::vector<Finding>& events) { archive(at, events); });
    archive(at, sampled_);
}

void SequenceGroup::save(event::ArchiveWriter& to) { archive_all(to); }

bool SequenceGroup::restore(event::ArchiveReader& from) {
    archive_all(from);
    return from.sound() && sound();
}

/// Could it have come to this by itself?
bool SequenceGroup::sound() const {
    const auto steps = plan_->steps.size();
    if (!plan_->ordered)
        return steps_.empty() && gaps_.empty() && waiting_.empty() &&
               samples_.size() == (sampled_ ? 0 : steps);
    const auto reaches = [](const std::optional<Chain>& chain, std::size_t step) {
        return !chain || chain->findings.size() == step + 1;
    };
    for (std::size_t step = 0; step < steps_.size(); ++step)
        if (!reaches(steps_[step].latest, step) || !reaches(steps_[step].earlier, step))
            return false;
    return steps_.size() < steps && (gaps_.empty() || gaps_.size() == plan_->gaps.size()) &&
           (waiting_.empty() || plan_->has_trailing_gap()) && waiting_.size() <= most_waiting &&
           std::all_of(waiting_.begin(), waiting_.end(),
                       [&](const Waiting& one) { return one.chain.findings.size() == steps; }) &&
           samples_.empty() && !sampled_;
}

/// Of each step as many events as there are steps are enough: some of them is not taken elsewhere.
void SequenceGroup::take_sample(const Stages& stages, const Finding& finding,
                                std::vector<Match>& matches) {
    if (sampled_) return;
    for (std::size_t step = 0; step < samples_.size(); ++step)
        if (stages[plan_->steps[step]] && samples_[step].size() < samples_.size())
            samples_[step].push_back(finding);
    std::vector<const Finding*> chosen;
    if (!choose(0, chosen)) return;
    auto& match = matches.emplace_back();
    for (const auto* const one : chosen) match.push_back(*one);
    sampled_ = true;
    samples_.clear();
}

/// One event of each step from `step` on, none of which is chosen already.
bool SequenceGroup::choose(std::size_t step, std::vector<const Finding*>& chosen) const {
    if (step == samples_.size()) return true;
    for (const auto& finding : samples_[step]) {
        const bool taken =
            std::any_of(chosen.begin(), chosen.end(), [&finding](const Finding* other) {
                return other->moment.ordinal == finding.moment.ordinal;
            });
        if (taken) continue;
        chosen.push_back(&finding);
        if (choose(step + 1, chosen)) return true;
        chosen.pop_back();
    }
    return false;
}

}  // namespace pipehound::detect
