// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_group.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

#include "detect/finding_archive.hpp"

namespace pipehound::detect {

namespace {

using Type = rule::Correlation::Type;

constexpr std::size_t shown_findings = 100;
constexpr std::size_t entries_limit = 65536;

std::string number_text(double number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.6g", number);
    return text.data();
}

// Beyond it a double skips whole numbers, and what it swallowed does not come back with a minus.
constexpr double whole_numbers = 9007199254740992;

void keep_latest(std::vector<Finding>& findings) {
    if (findings.size() > shown_findings)
        findings.erase(findings.begin(),
                       findings.end() - static_cast<std::ptrdiff_t>(shown_findings));
}

}  // namespace

CorrelationGroup::CorrelationGroup(const rule::Correlation& what, std::size_t inputs)
    : what_{&what}, steps_(is_temporal(what.type) ? inputs : 0) {}

void CorrelationGroup::take(const Arrival& arrival) {
    if (what_->type == Type::temporal)
        steps_[arrival.input].latest = {arrival.moment().time, arrival.moment(), arrival.findings};
    else if (what_->type == Type::temporal_ordered)
        take_link(arrival);
    else
        take_entry(arrival);
}

/// Of two chains to the same link the one that began later lives longer.
void CorrelationGroup::take_link(const Arrival& arrival) {
    Link link{arrival.moment().time, arrival.moment(), arrival.findings};
    if (arrival.input > 0) {
        const auto* const before = link_before(arrival);
        if (before == nullptr) return;
        link.begin = before->begin;
        link.findings.insert(link.findings.begin(), before->findings.begin(),
                             before->findings.end());
        keep_latest(link.findings);
    }
    auto& step = steps_[arrival.input];
    if (step.latest.last.ordinal < link.last.ordinal) step.earlier = std::move(step.latest);
    step.latest = std::move(link);
}

/// One event is one link: it must come after the whole of the link before, so one that several of
/// the rules found makes no chain by itself, nor does it hide the link before it.
const CorrelationGroup::Link* CorrelationGroup::link_before(const Arrival& arrival) const {
    const auto& step = steps_[arrival.input - 1];
    for (const auto* link : {&step.latest, &step.earlier})
        if (!link->findings.empty() && link->last.ordinal < arrival.findings.front().moment.ordinal)
            return link;
    return nullptr;
}

void CorrelationGroup::take_entry(const Arrival& arrival) {
    if (entries_.size() >= entries_limit) drop_oldest();
    entries_.push_back({arrival.moment().time, arrival.value, arrival.number.value_or(0)});
    ++values_[arrival.value];
    sum_ += arrival.number.value_or(0);
    findings_.insert(findings_.end(), arrival.findings.begin(), arrival.findings.end());
    while (findings_.size() > shown_findings) findings_.pop_front();
}

void CorrelationGroup::forget_before(event::Time time) {
    while (!entries_.empty() && entries_.front().time < time) drop_oldest();
    while (!findings_.empty() && findings_.front().moment.time < time) findings_.pop_front();
    for (auto& step : steps_)
        for (auto* link : {&step.latest, &step.earlier})
            if (link->begin < time) link->findings.clear();
}

void CorrelationGroup::drop_oldest() {
    const auto& oldest = entries_.front();
    const auto value = values_.find(oldest.value);
    if (--value->second == 0) values_.erase(value);
    const bool rounded = std::abs(oldest.number) >= whole_numbers;
    sum_ -= oldest.number;
    entries_.pop_front();
    if (rounded)
        sum_ = std::accumulate(entries_.begin(), entries_.end(), 0.0,
                               [](double sum, const Entry& e) { return sum + e.number; });
}

void CorrelationGroup::clear() {
    entries_.clear();
    values_.clear();
    sum_ = 0;
    findings_.clear();
    for (auto& step : steps_) step = {};
}

template <typename Archive>
void CorrelationGroup::archive_all(Archive& at) {
    using event::archive;
    const auto link = [&at](Link& one) { archive(at, one.begin, one.last, one.findings); };
    archive_each(at, steps_, [&](Step& step) {
        link(step.latest);
        link(step.earlier);
    });
    archive_each(at, entries_,
                 [&](Entry& entry) { archive(at, entry.time, entry.value, entry.number); });
    archive(at, findings_);
}

void CorrelationGroup::save(event::ArchiveWriter& to) { archive_all(to); }

bool CorrelationGroup::restore(event::ArchiveReader& from) {
    const auto steps = steps_.size();
    archive_all(from);
    values_.clear();
    sum_ = 0;
    for (const auto& entry : entries_) {
        ++values_[entry.value];
        sum_ += entry.number;
    }
    return from.sound() && steps_.size() == steps && (steps == 0 || entries_.empty());
}

bool CorrelationGroup::within_bounds(double measure) const {
    return std::all_of(what_->bounds.begin(), what_->bounds.end(),
                       [measure](const auto& bound) { return bound.allows(measure); });
}

bool CorrelationGroup::fulfilled() const {
    if (what_->type == Type::temporal_ordered) return !steps_.back().latest.findings.empty();
    if (what_->type != Type::temporal) return !entries_.empty() && within_bounds(value());
    return what_->bounds.empty() ? rules_there() == steps_.size() : within_bounds(value());
}

double CorrelationGroup::value() const {
    switch (what_->type) {
        case Type::event_count:
            return static_cast<double>(entries_.size());
        case Type::value_count:
            return static_cast<double>(values_.size());
        case Type::temporal:
            return static_cast<double>(rules_there());
        case Type::temporal_ordered:
            return static_cast<double>(links_there());
        case Type::value_sum:
            return sum_;
        case Type::value_avg:
            return entries_.empty() ? 0 : average();
        case Type::value_percentile:
            return entries_.empty() ? 0 : percentile();
        case Type::value_median:
            return entries_.empty() ? 0 : median();
    }
    return 0;
}

bool CorrelationGroup::has(std::size_t input) const {
    return what_->type == Type::temporal_ordered ? input < links_there()
                                                 : !steps_[input].latest.findings.empty();
}

/// How far the longest chain reaches.
std::size_t CorrelationGroup::links_there() const {
    auto links = steps_.size();
    while (links > 0 && steps_[links - 1].latest.findings.empty()) --links;
    return links;
}

std::size_t CorrelationGroup::rules_there() const {
    return static_cast<std::size_t>(
        std::count_if(steps_.begin(), steps_.end(),
                      [](const Step& step) { return !step.latest.findings.empty(); }));
}

double CorrelationGroup::average() const { return sum_ / static_cast<double>(entries_.size()); }

std::vector<double> CorrelationGroup::sorted_numbers() const {
    std::vector<double> numbers;
    for (const auto& entry : entries_) numbers.push_back(entry.number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

/// Of an even number the mean of the two in the middle.
double CorrelationGroup::median() const {
    const auto numbers = sorted_numbers();
    const auto middle = numbers.size() / 2;
    return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

/// By the nearest rank: the least value that so many percent do not exceed.
double CorrelationGroup::percentile() const {
    const auto numbers = sorted_numbers();
    const auto rank = std::ceil(what_->percentile / 100 * static_cast<double>(numbers.size()));
    return numbers[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

std::vector<Finding> CorrelationGroup::findings() const {
    std::vector<Finding> found{findings_.begin(), findings_.end()};
    if (const auto links = links_there(); what_->type == Type::temporal_ordered && links > 0)
        found = steps_[links - 1].latest.findings;
    if (what_->type == Type::temporal)
        for (const auto& step : steps_)
            found.insert(found.end(), step.latest.findings.begin(), step.latest.findings.end());
    std::stable_sort(found.begin(), found.end(), [](const Finding& one, const Finding& other) {
        return one.moment.ordinal < other.moment.ordinal;
    });
    keep_latest(found);
    return found;
}

std::string CorrelationGroup::measure() const {
    if (what_->type == Type::temporal) return std::to_string(rules_there()) + " rules";
    if (what_->type == Type::temporal_ordered)
        return std::to_string(steps_.size()) + " rules in order";
    auto text = std::to_string(entries_.size()) + " events";
    if (what_->type == Type::value_count)
        text += ", " + std::to_string(values_.size()) + " different values";
    if (what_->type == Type::value_sum) text += ", in sum " + number_text(sum_);
    if (what_->type == Type::value_avg) text += ", on average " + number_text(average());
    if (what_->type == Type::value_median) text += ", median " + number_text(median());
    if (what_->type == Type::value_percentile)
        text +=
            ", percentile " + number_text(what_->percentile) + " is " + number_text(percentile());
    return text;
}

std::size_t CorrelationGroup::size() const noexcept {
    std::size_t linked = 0;
    for (const auto& step : steps_)
        linked += step.latest.findings.size() + step.earlier.findings.size();
    return entries_.size() + linked;
}

}  // namespace pipehound::detect
