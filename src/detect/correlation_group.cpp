// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_group.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace pipehound::detect {

namespace {

using Type = rule::Correlation::Type;

constexpr std::size_t shown_findings = 100;
constexpr std::size_t entries_limit = 65536;

bool is_temporal(Type type) { return type == Type::temporal || type == Type::temporal_ordered; }

std::string number_text(double number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.6g", number);
    return text.data();
}

void keep_latest(std::vector<Finding>& findings) {
    if (findings.size() > shown_findings)
        findings.erase(findings.begin(),
                       findings.end() - static_cast<std::ptrdiff_t>(shown_findings));
}

}  // namespace

CorrelationGroup::CorrelationGroup(const rule::Correlation& what, std::size_t inputs)
    : what_{&what}, links_(is_temporal(what.type) ? inputs : 0) {}

void CorrelationGroup::take(const Arrival& arrival) {
    if (what_->type == Type::temporal)
        links_[arrival.input] = {arrival.moment().time, arrival.moment(), arrival.findings};
    else if (what_->type == Type::temporal_ordered)
        take_link(arrival);
    else
        take_entry(arrival);
}

/// One event is one link: it must come after the whole of the link before, so one that several of
/// the rules found makes no chain by itself. Of two chains to the same link the one that began
/// later lives longer.
void CorrelationGroup::take_link(const Arrival& arrival) {
    auto& link = links_[arrival.input];
    if (arrival.input == 0) {
        link = {arrival.moment().time, arrival.moment(), arrival.findings};
        return;
    }
    const auto& before = links_[arrival.input - 1];
    if (before.findings.empty() || before.last.ordinal >= arrival.findings.front().moment.ordinal)
        return;
    auto findings = before.findings;
    findings.insert(findings.end(), arrival.findings.begin(), arrival.findings.end());
    keep_latest(findings);
    link = {before.begin, arrival.moment(), std::move(findings)};
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
    for (auto& link : links_)
        if (link.begin < time) link.findings.clear();
}

void CorrelationGroup::drop_oldest() {
    const auto& oldest = entries_.front();
    const auto value = values_.find(oldest.value);
    if (--value->second == 0) values_.erase(value);
    sum_ -= oldest.number;
    entries_.pop_front();
}

void CorrelationGroup::clear() {
    entries_.clear();
    values_.clear();
    sum_ = 0;
    findings_.clear();
    for (auto& link : links_) link.findings.clear();
}

bool CorrelationGroup::within_bounds(double measure) const {
    return std::all_of(what_->bounds.begin(), what_->bounds.end(), [measure](const auto& bound) {
        return rule::holds(bound.order, measure, bound.number);
    });
}

bool CorrelationGroup::fulfilled() const {
    const auto is_there = [](const Link& link) { return !link.findings.empty(); };
    const auto links = std::count_if(links_.begin(), links_.end(), is_there);
    switch (what_->type) {
        case Type::event_count:
            return !entries_.empty() && within_bounds(static_cast<double>(entries_.size()));
        case Type::value_count:
            return !entries_.empty() && within_bounds(static_cast<double>(values_.size()));
        case Type::temporal:
            if (!what_->bounds.empty()) return within_bounds(static_cast<double>(links));
            return static_cast<std::size_t>(links) == links_.size();
        case Type::temporal_ordered:
            return is_there(links_.back());
        case Type::value_sum:
            return !entries_.empty() && within_bounds(sum_);
        case Type::value_avg:
            return !entries_.empty() && within_bounds(average());
        case Type::value_percentile:
            return !entries_.empty() && within_bounds(percentile());
    }
    return false;
}

double CorrelationGroup::average() const { return sum_ / static_cast<double>(entries_.size()); }

/// By the nearest rank: the least value that so many percent do not exceed.
double CorrelationGroup::percentile() const {
    std::vector<double> numbers;
    for (const auto& entry : entries_) numbers.push_back(entry.number);
    std::sort(numbers.begin(), numbers.end());
    const auto rank = std::ceil(what_->percentile / 100 * static_cast<double>(numbers.size()));
    return numbers[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

std::vector<Finding> CorrelationGroup::findings() const {
    std::vector<Finding> found{findings_.begin(), findings_.end()};
    if (what_->type == Type::temporal_ordered) found = links_.back().findings;
    if (what_->type == Type::temporal)
        for (const auto& link : links_)
            found.insert(found.end(), link.findings.begin(), link.findings.end());
    std::stable_sort(found.begin(), found.end(), [](const Finding& one, const Finding& other) {
        return one.moment.ordinal < other.moment.ordinal;
    });
    keep_latest(found);
    return found;
}

std::string CorrelationGroup::measure() const {
    if (is_temporal(what_->type)) return std::to_string(links_.size()) + " rules";
    auto text = std::to_string(entries_.size()) + " events";
    if (what_->type == Type::value_count)
        text += ", " + std::to_string(values_.size()) + " different values";
    if (what_->type == Type::value_sum) text += ", in sum " + number_text(sum_);
    if (what_->type == Type::value_avg) text += ", on average " + number_text(average());
    if (what_->type == Type::value_percentile)
        text +=
            ", percentile " + number_text(what_->percentile) + " is " + number_text(percentile());
    return text;
}

std::size_t CorrelationGroup::size() const noexcept {
    std::size_t links = 0;
    for (const auto& link : links_) links += link.findings.size();
    return entries_.size() + links;
}

}  // namespace pipehound::detect
