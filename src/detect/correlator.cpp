// SPDX-License-Identifier: Apache-2.0
#include "detect/correlator.hpp"

#include <algorithm>

#include "detect/kept_groups.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using rule::Correlation;
using Type = Correlation::Type;

constexpr char between = '\x1f';  // parts of a name

/// Each value more changes it in either direction.
bool is_of_all(Type type) {
    return type == Type::value_avg || type == Type::value_percentile || type == Type::value_median;
}

bool is_numeric(Type type) { return type == Type::value_sum || is_of_all(type); }

/// Only the whole window can tell.
bool waits_for_end(const Correlation& what) {
    if (is_of_all(what.type)) return true;
    if (rule::is_temporal(what.type)) return false;
    return std::any_of(what.bounds.begin(), what.bounds.end(), [](const auto& bound) {
        return bound.order != rule::Order::greater && bound.order != rule::Order::greater_or_equal;
    });
}

/// The values of the fields; nothing where one is not told.
std::optional<std::vector<std::string>> values_of(const std::vector<FieldNumber>& fields,
                                                  Answers& answers) {
    std::vector<std::string> values;
    for (const auto field : fields) {
        const auto& answer = answers[field];
        if (answer.size() == 0) return std::nullopt;
        values.emplace_back(answer[0].as_is);
    }
    return values;
}

std::vector<std::string> picked(const std::vector<std::size_t>& places,
                                const std::vector<std::string>& from) {
    std::vector<std::string> values;
    for (const auto place : places) values.push_back(from[place]);
    return values;
}

/// No two lists give the same text, whatever bytes their values have.
std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values)
        text.append(std::to_string(value.size())).append(1, between).append(value);
    return text;
}

Arrival arrival_of(std::size_t input, std::vector<Finding> findings,
                   const std::vector<std::string>& values) {
    return {input, std::move(findings), joined(values),
            values.size() == 1 ? event::to_number(values.front()) : std::nullopt};
}

}  // namespace

void Correlator::take(const CompiledRule& rule, const Finding& finding, Answers& answers,
                      std::vector<CorrelationHit>& hits) {
    std::vector<CorrelationHit> fired;
    for (const auto& correlation : book_->correlations)
        for (std::size_t i = 0; i < correlation.inputs.size(); ++i) {
            const auto& input = correlation.inputs[i];
            if (input.is_correlation || input.number != rule.number) continue;
            auto key = values_of(input.group_by, answers);
            const auto values = values_of(input.fields, answers);
            if (key && values)
                arrive(correlation, std::move(*key), arrival_of(i, {finding}, *values), fired);
        }
    tell_others(std::move(fired), hits);
}

void Correlator::arrive(const CompiledCorrelation& correlation, std::vector<std::string> key,
                        const Arrival& arrival, std::vector<CorrelationHit>& fired) {
    const auto& what = correlation.what;
    if (is_numeric(what.type) && !arrival.number) return;
    const auto now = arrival.moment().time;
    const auto found = find_or_add(correlation, std::move(key), arrival.findings.back().node);
    auto& group = found->second;
    const bool whole = waits_for_end(what);
    if (whole && group.window_end && now > *group.window_end) close_window(found, fired);
    if (whole && !group.window_end) {
        group.window_end = now + what.timespan;
        window_ends_.emplace(*group.window_end, found->first);
    }
    events_ -= group.memory.size();
    if (!whole) group.memory.forget_before(now - what.timespan);
    group.memory.take(arrival);
    events_ += group.memory.size();
    if (!whole && listener_ != nullptr)
        listener_->judged(correlation, group.key, group.memory, now);
    if (!whole && group.memory.fulfilled()) fire(group, now, fired);
    make_room();
}

/// The group stays: a timespan without events ends nothing.
void Correlator::close_window(Groups::iterator found, std::vector<CorrelationHit>& fired) {
    auto& group = found->second;
    if (listener_ != nullptr)
        listener_->judged(*group.correlation, group.key, group.memory, *group.window_end);
    if (group.memory.fulfilled()) fire(group, *group.window_end, fired);
    window_ends_.erase({*group.window_end, found->first});
    group.window_end.reset();
    events_ -= group.memory.size();
    group.memory.clear();
}

void Correlator::fire(Group& group, event::Time now, std::vector<CorrelationHit>& fired) const {
    const bool quiet = group.quiet_until && now <= *group.quiet_until;
    const auto* const correlation = group.correlation;
    const bool wanted =
        std::any_of(book_->correlations.begin(), book_->correlations.end(), [&](const auto& other) {
            return std::any_of(other.inputs.begin(), other.inputs.end(), [&](const auto& input) {
                return input.is_correlation && input.number == correlation->number;
            });
        });
    const bool alerts = correlation->alerts && !quiet;
    if (!alerts && !wanted) return;
    fired.push_back({correlation, group.memory.findings(), group.key, group.memory.measure()});
    fired.back().alerts = alerts;
    if (alerts && !waits_for_end(correlation->what))
        group.quiet_until = now + correlation->what.timespan;
}

/// Chains have no loops: the compiler refuses them.
void Correlator::tell_others(std::vector<CorrelationHit> fired, std::vector<CorrelationHit>& hits) {
    for (std::size_t next = 0; next < fired.size(); ++next) {
        const auto hit = fired[next];
        for (const auto& other : book_->correlations)
            for (std::size_t i = 0; i < other.inputs.size(); ++i) {
                const auto& input = other.inputs[i];
                if (!input.is_correlation || input.number != hit.correlation->number) continue;
                arrive(other, picked(input.group_index, hit.key),
                       arrival_of(i, hit.findings, picked(input.field_index, hit.key)), fired);
            }
        if (hit.alerts) hits.push_back(hit);
    }
}

/// What closes may begin a window of another correlation that is over by now, too.
void Correlator::expire(event::Time now, std::vector<CorrelationHit>& hits) {
    while (!window_ends_.empty() && window_ends_.begin()->first < now) {
        const auto found = groups_.find(window_ends_.begin()->second);
        std::vector<CorrelationHit> fired;
        close_window(found, fired);
        erase(found);
        tell_others(std::move(fired), hits);
    }
}

std::optional<event::Time> Correlator::deadline() const {
    if (window_ends_.empty()) return std::nullopt;
    return window_ends_.begin()->first + event::Duration{1};
}

Correlator::Groups::iterator Correlator::find_or_add(const CompiledCorrelation& correlation,
                                                     std::vector<std::string> key,
                                                     event::NodeId node) {
    const auto name = correlation.what.meta.id + between + correlation.what.meta.fingerprint +
                      between + std::to_string(event::number(node)) + between + joined(key);
    auto found = groups_.find(name);
    if (found == groups_.end()) {
        uses_.push_back(name);
        Group group{&correlation, std::move(key), {correlation.what, correlation.inputs.size()},
                    std::nullopt, std::nullopt,   std::prev(uses_.end()),
                    node};
        found = groups_.emplace(name, std::move(group)).first;
    } else {
        uses_.splice(uses_.end(), uses_, found->second.use);
    }
    return found;
}

void Correlator::make_room() {
    while (groups_.size() > 1 && (groups_.size() > limits_.groups || events_ > limits_.events)) {
        erase(groups_.find(uses_.front()));
        ++evictions_;
    }
}

void Correlator::erase(Groups::iterator found) {
    const auto& group = found->second;
    if (group.window_end) window_ends_.erase({*group.window_end, found->first});
    events_ -= group.memory.size();
    uses_.erase(group.use);
    groups_.erase(found);
}

void Correlator::change_to(const RuleBook& book) {
    const auto kept = by_identity(book.correlations);
    for (auto at = groups_.begin(); at != groups_.end();) {
        const auto next = std::next(at);
        const auto& meta = at->second.correlation->what.meta;
        const auto same = kept.find({meta.id, meta.fingerprint});
        if (same == kept.end()) {
            erase(at);
        } else {
            at->second.correlation = same->second;
            at->second.memory.change_to(same->second->what);
        }
        at = next;
    }
    book_ = &book;
}

void Correlator::save(event::ArchiveWriter& to) {
    save_groups(to, uses_,
                [&](event::ArchiveWriter& one, const std::string& name) -> const rule::Meta& {
                    auto& group = groups_.at(name);
                    event::archive(one, group.node, group.key, group.window_end, group.quiet_until);
                    group.memory.save(one);
                    return group.correlation->what.meta;
                });
}

bool Correlator::restore(event::ArchiveReader& from) {
    const bool sound = restore_groups(
        from, book_->correlations, [&](event::ArchiveReader& one, auto& correlation) {
            event::NodeId node{};
            std::vector<std::string> key;
            event::archive(one, node, key);
            const auto place = find_or_add(correlation, std::move(key), node);
            auto& [name, group] = *place;
            if (group.window_end || group.memory.size() > 0) return false;
            event::archive(one, group.window_end, group.quiet_until);
            const bool whole = group.memory.restore(one);
            if (group.window_end) window_ends_.emplace(*group.window_end, name);
            events_ += group.memory.size();
            return whole;
        });
    make_room();
    return sound;
}

}  // namespace pipehound::detect
