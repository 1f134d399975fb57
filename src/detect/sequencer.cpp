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
        auto* const group = group_for(first, together, finding.node);
        if (group == nullptr) continue;
        change(
            *group,
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
    count(group, false);
    if (listener_ != nullptr) listener_->turn_to(key_in(node.first));
    change(group.memory, matches);
    count(group, true);
    for (auto& match : matches) hits.push_back({group.sequence, std::move(match)});
    if (group.memory.empty()) return erase(node);
    const auto wake = group.memory.wake();
    if (wake == group.wake) return;
    if (group.wake) wakes_.erase({*group.wake, &node});
    if (wake) wakes_.emplace_hint(wakes_.end(), *wake, &node);
    group.wake = wake;
}

/// Takes the group's chains into the books, or out of them.
void Sequencer::count(const Group& group, bool more) {
    chains_ += more ? group.memory.size() : 0 - group.memory.size();
    const auto number = group.sequence->number;
    if (reached_.size() <= number) reached_.resize(number + 1);
    auto& steps = reached_[number];
    steps.resize(group.sequence->plan.steps.size());
    for (std::size_t step = 0; step < steps.size(); ++step)
        if (group.memory.waits_at(step)) steps[step] += more ? 1 : 0 - std::size_t{1};
}

bool Sequencer::wants(const CompiledSequence& sequence, std::size_t stage) const {
    const auto& plan = sequence.plan;
    if (listener_ != nullptr || plan.begins(stage) || stage == plan.stages) return true;
    if (sequence.number >= reached_.size()) return false;
    const auto& steps = reached_[sequence.number];
    for (std::size_t step = 0; step + 1 < steps.size(); ++step)
        if (steps[step] > 0 && plan.steps[step + 1] == stage) return true;
    return false;
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

Sequencer::Node* Sequencer::group_for(const StageHit& hit, const SequenceGroup::Stages& stages,
                                      event::NodeId node) {
    const auto& sequence = *hit.sequence;
    auto name = name_of(sequence, node, hit.key);
    if (const auto found = groups_.find(name); found != groups_.end()) {
        uses_.splice(uses_.end(), uses_, found->second.use);
        return &*found;
    }
    bool begins = listener_ != nullptr;
    for (std::size_t stage = 0; stage < stages.size(); ++stage)
        begins = begins || (stages[stage] && sequence.plan.begins(stage));
    return begins ? &add(std::move(name), sequence) : nullptr;
}

Sequencer::Node& Sequencer::add(std::string name, const CompiledSequence& sequence) {
    auto& node = *groups_.try_emplace(std::move(name), sequence, uses_.end()).first;
    node.second.use = uses_.insert(uses_.end(), &node);
    return node;
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
    count(group, false);
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
    reached_.clear();
    chains_ = 0;
    for (auto* const node : uses) {
        auto& [name, group] = *node;
        const auto& meta = group.sequence->what.meta;
        const auto same = kept.find({meta.id, meta.fingerprint});
        if (same == kept.end()) continue;
        const auto rest = name.substr(name.find(between));
        auto& moved = add(std::to_string(same->second->number) + rest, *same->second);
        moved.second.memory = std::move(group.memory);
        moved.second.memory.change_to(same->second->plan);
        moved.second.wake = group.wake;
        if (group.wake) wakes_.emplace(*group.wake, &moved);
        count(moved.second, true);
    }
}

}  // namespace pipehound::detect
