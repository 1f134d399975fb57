// SPDX-License-Identifier: Apache-2.0
#include "detect/sequencer.hpp"

#include <algorithm>
#include <map>

namespace pipehound::detect {

namespace {

constexpr char between = '\x1f';  // parts of a name

std::string name_of(const CompiledSequence& sequence, event::NodeId node, std::string_view key) {
    std::string name = std::to_string(sequence.number) + between;
    return name.append(std::to_string(event::number(node))).append(1, between).append(key);
}

std::string_view key_in(std::string_view name) {
    return name.substr(name.find(between, name.find(between) + 1) + 1);
}

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
        auto& group = find_or_add(first, finding.node);
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
void Sequencer::change(Node& node, Change&& change, std::vector<SequenceHit>& hits) {
    auto& group = node.second;
    std::vector<SequenceGroup::Match> matches;
    chains_ -= group.memory.size();
    if (listener_ != nullptr) listener_->turn_to(key_in(node.first));
    change(group.memory, matches);
    chains_ += group.memory.size();
    for (auto& match : matches) hits.push_back({group.sequence, std::move(match)});
    if (group.memory.empty()) return erase(node);
    const auto wake = group.memory.wake();
    if (wake == group.wake) return;
    if (group.wake) wakes_.erase({*group.wake, &node});
    if (wake) wakes_.emplace(*wake, &node);
    group.wake = wake;
}

void Sequencer::expire(event::Time now, std::vector<SequenceHit>& hits) {
    while (!wakes_.empty() && wakes_.begin()->first < now)
        change(
            *wakes_.begin()->second,
            [&](auto& memory, auto& matches) { memory.expire(now, matches, listener_); }, hits);
}

std::optional<event::Time> Sequencer::deadline() const {
    if (wakes_.empty()) return std::nullopt;
    return wakes_.begin()->first + event::Duration{1};
}

Sequencer::Node& Sequencer::find_or_add(const StageHit& hit, event::NodeId node) {
    const auto& sequence = *hit.sequence;
    const auto [found, added] =
        groups_.try_emplace(name_of(sequence, node, hit.key), sequence, uses_.end());
    if (added)
        found->second.use = uses_.insert(uses_.end(), &*found);
    else
        uses_.splice(uses_.end(), uses_, found->second.use);
    return *found;
}

void Sequencer::make_room() {
    while (groups_.size() > 1 && (groups_.size() > limits_.groups || chains_ > limits_.chains)) {
        tell_left(*uses_.front(), ChainEnd::evicted);
        erase(*uses_.front());
        ++evictions_;
    }
}

void Sequencer::tell_open() const {
    for (const auto* const node : uses_) tell_left(*node, ChainEnd::open);
}

void Sequencer::tell_left(const Node& node, ChainEnd how) const {
    if (listener_ == nullptr) return;
    listener_->turn_to(key_in(node.first));
    node.second.memory.tell_left(how, *listener_);
}

void Sequencer::erase(Node& node) {
    const auto& group = node.second;
    if (group.wake) wakes_.erase({*group.wake, &node});
    chains_ -= group.memory.size();
    uses_.erase(group.use);
    groups_.erase(node.first);
}

/// Names begin with a sequence's number, which may be another one now.
void Sequencer::change_to(const RuleBook& book) {
    std::map<std::pair<std::string, std::string>, const CompiledSequence*> kept;
    for (const auto& sequence : book.sequences)
        kept.emplace(std::pair{sequence.what.meta.id, sequence.what.meta.fingerprint}, &sequence);
    Groups old;
    old.swap(groups_);
    Uses uses;
    uses.swap(uses_);
    wakes_.clear();
    chains_ = 0;
    for (auto* const node : uses) {
        auto& [name, group] = *node;
        const auto& meta = group.sequence->what.meta;
        const auto same = kept.find({meta.id, meta.fingerprint});
        if (same == kept.end()) continue;
        group.sequence = same->second;
        group.memory.change_to(same->second->plan);
        const auto rest = name.substr(name.find(between));
        const auto [moved, fresh] =
            groups_.emplace(std::to_string(same->second->number) + rest, std::move(group));
        moved->second.use = uses_.insert(uses_.end(), &*moved);
        if (moved->second.wake) wakes_.emplace(*moved->second.wake, &*moved);
        chains_ += moved->second.memory.size();
    }
}

}  // namespace pipehound::detect
