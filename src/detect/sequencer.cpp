// SPDX-License-Identifier: Apache-2.0
#include "detect/sequencer.hpp"

#include <algorithm>

#include "detect/kept_groups.hpp"

namespace pipehound::detect {

namespace {

constexpr char between = '\x1f';  // parts of a name

std::string name_of(const CompiledSequence& sequence, std::string_view rest) {
    return std::to_string(sequence.number).append(1, between).append(rest);
}

std::string name_of(const CompiledSequence& sequence, event::NodeId node, std::string_view key) {
    return name_of(sequence, std::to_string(event::number(node)).append(1, between).append(key));
}

/// Without the sequence's number, which another book may change.
std::string_view rest_of(std::string_view name) { return name.substr(name.find(between) + 1); }

std::string_view key_in(std::string_view name) { return rest_of(rest_of(name)); }

}  // namespace

/// Stages with the same key are taken together.
void Sequencer::take(std::vector<StageHit> stages, const Finding& finding,
                     std::vector<SequenceHit>& hits) {
    std::stable_sort(stages.begin(), stages.end(), [](const StageHit& left, const StageHit& right) {
        return left.sequence != right.sequence ? left.sequence->number < right.sequence->number
                                               : left.key < right.key;
    });
    for (std::size_t i = 0; i < stages.size();) {
        const auto& first = stages[i];
        SequenceGroup::Stages together(first.sequence->plan.stages + 1);
        for (; i < stages.size() && stages[i].sequence == first.sequence &&
               stages[i].key == first.key;
             ++i)
            together[stages[i].stage] = true;
        const auto group = group_for(first, together, finding.node);
        if (group == groups_.end()) continue;
        change(
            group,
            [&](auto& memory, auto& matches) {
                memory.take(together, finding, matches, listener_);
            },
            hits);
    }
    make_room();
}

/// Keeps the books of a group that `change` does something to.
template <typename Change>
void Sequencer::change(Place place, Change&& change, std::vector<SequenceHit>& hits) {
    const auto& group = *place;
    std::vector<SequenceGroup::Match> matches;
    count(group, false);
    if (listener_ != nullptr) listener_->turn_to(key_in(group.name));
    change(group.memory, matches);
    count(group, true);
    for (auto& match : matches) hits.push_back({group.sequence, std::move(match)});
    if (group.memory.empty()) return erase(place);
    const auto wake = group.memory.wake().value_or(never);
    if (wake != group.wake) groups_.modify(place, [wake](Group& one) { one.wake = wake; });
}

/// Takes the group's chains into the books, or out of them.
void Sequencer::count(const Group& group, bool more) {
    chains_ += more ? group.memory.size() : 0 - group.memory.size();
    const auto number = group.sequence->number;
    if (reached_.size() <= number) reached_.resize(number + 1);
    auto& [any, steps] = reached_[number];
    steps.resize(group.sequence->plan.steps.size());
    const auto one = more ? std::size_t{1} : 0 - std::size_t{1};
    for (std::size_t step = 0; step < steps.size(); ++step)
        if (group.memory.waits_at(step)) {
            any += one;
            steps[step] += one;
        }
}

bool Sequencer::waits_for(const CompiledSequence& sequence, std::size_t stage) const {
    if (listener_ != nullptr) return true;
    if (sequence.number >= reached_.size() || reached_[sequence.number].any == 0) return false;
    const auto& steps = reached_[sequence.number].steps;
    for (std::size_t step = 0; step + 1 < steps.size(); ++step)
        if (steps[step] > 0 && sequence.plan.steps[step + 1] == stage) return true;
    return false;
}

void Sequencer::expire(event::Time now, std::vector<SequenceHit>& hits) {
    const auto& wakes = groups_.get<ByWake>();
    while (!wakes.empty() && wakes.begin()->wake < now)
        change(
            groups_.project<0>(wakes.begin()),
            [&](auto& memory, auto& matches) { memory.expire(now, matches, listener_); }, hits);
}

std::optional<event::Time> Sequencer::deadline() const {
    const auto& wakes = groups_.get<ByWake>();
    if (wakes.empty() || wakes.begin()->wake == never) return std::nullopt;
    return wakes.begin()->wake + event::Duration{1};
}

Sequencer::Place Sequencer::group_for(const StageHit& hit, const SequenceGroup::Stages& stages,
                                      event::NodeId node) {
    const auto& sequence = *hit.sequence;
    bool begins = listener_ != nullptr;
    for (std::size_t stage = 0; stage < stages.size(); ++stage)
        begins = begins || (stages[stage] && sequence.plan.begins(stage));
    auto name = name_of(sequence, node, hit.key);
    const auto place =
        begins ? groups_.emplace(std::move(name), sequence).first : groups_.find(name);
    if (place == groups_.end()) return place;
    auto& uses = groups_.get<ByUse>();
    uses.relocate(uses.end(), groups_.project<ByUse>(place));
    return place;
}

void Sequencer::make_room() {
    const auto& uses = groups_.get<ByUse>();
    while (groups_.size() > 1 && (groups_.size() > limits_.groups || chains_ > limits_.chains)) {
        tell_left(uses.front(), ChainEnd::evicted);
        erase(groups_.project<0>(uses.begin()));
        ++evictions_;
    }
}

void Sequencer::tell_open() const {
    for (const auto& group : groups_.get<ByUse>()) tell_left(group, ChainEnd::open);
}

void Sequencer::tell_left(const Group& group, ChainEnd how) const {
    if (listener_ == nullptr) return;
    listener_->turn_to(key_in(group.name));
    group.memory.tell_left(how, *listener_);
}

void Sequencer::erase(Place group) {
    count(*group, false);
    groups_.erase(group);
}

void Sequencer::insert(Group group) {
    const auto [place, fresh] = groups_.insert(std::move(group));
    if (fresh) count(*place, true);
}

void Sequencer::change_to(const RuleBook& book) {
    const auto kept = by_identity(book.sequences);
    Groups old;
    old.swap(groups_);
    reached_.clear();
    chains_ = 0;
    for (const auto& group : old.get<ByUse>()) {
        const auto& meta = group.sequence->what.meta;
        const auto same = kept.find({meta.id, meta.fingerprint});
        if (same == kept.end()) continue;
        Group moved{name_of(*same->second, rest_of(group.name)), *same->second};
        moved.memory = std::move(group.memory);
        moved.memory.change_to(same->second->plan);
        moved.wake = group.wake;
        insert(std::move(moved));
    }
}

void Sequencer::save(event::ArchiveWriter& to) const {
    save_groups(to, groups_.get<ByUse>(),
                [](event::ArchiveWriter& one, const Group& group) -> const rule::Meta& {
                    one.text(rest_of(group.name));
                    group.memory.save(one);
                    return group.sequence->what.meta;
                });
}

bool Sequencer::restore(event::ArchiveReader& from, const RuleBook& book) {
    const bool sound = restore_groups(
        from, book.sequences, [&](event::ArchiveReader& one, const CompiledSequence& sequence) {
            Group group{name_of(sequence, one.text()), sequence};
            if (!group.memory.restore(one)) return false;
            group.wake = group.memory.wake().value_or(never);
            if (!group.memory.empty()) insert(std::move(group));
            return true;
        });
    make_room();
    return sound;
}

}  // namespace pipehound::detect
