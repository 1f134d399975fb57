// SPDX-License-Identifier: Apache-2.0
#include "alert/trimmed.hpp"

#include <algorithm>
#include <utility>

#include "alert/quoting.hpp"

namespace pipehound::alert {

namespace {

constexpr Bounds smallest{32, 4, 4, 8};

void shorten(std::string& text, std::size_t limit) {
    if (text.size() > limit) text = cut(text, limit);
}

template <typename Items>
void keep_first(Items& items, std::size_t limit) {
    if (items.size() > limit)
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(limit), items.end());
}

void shorten(Member& member, const Bounds& bounds) {
    for (auto* text : {&member.entity_id, &member.executable, &member.cwd, &member.user.name,
                       &member.login_user.name, &member.tty})
        shorten(*text, bounds.text);
    keep_first(member.args, bounds.args);
    for (auto& argument : member.args) shorten(argument, bounds.text);
}

void shorten(Rule& rule, const Bounds& bounds) {
    for (auto* text : {&rule.id, &rule.name, &rule.description, &rule.note, &rule.author})
        shorten(*text, bounds.text);
    keep_first(rule.references, bounds.args);
    for (auto& reference : rule.references) shorten(reference, bounds.text);
}

void shorten(Technique& technique, const Bounds& bounds) {
    for (auto* text :
         {&technique.id, &technique.name, &technique.tactic_id, &technique.tactic_name})
        shorten(*text, bounds.text);
}

/// Keeps members in their order, so that parents still come first, and lets the kept ones find
/// their parents again.
void keep_members(Alert& alert, std::size_t limit) {
    const Member* const shell = alert.member(Role::shell);
    const Member* const network = alert.member(Role::network);
    std::vector<std::optional<std::size_t>> moved_to(alert.members.size());
    std::vector<Member> kept;
    for (std::size_t index = 0; index < alert.members.size(); ++index) {
        const Member& member = alert.members[index];
        if (index >= limit && &member != shell && &member != network) continue;
        moved_to[index] = kept.size();
        kept.push_back(member);
        if (member.parent) kept.back().parent = moved_to[*member.parent];
    }
    alert.members = std::move(kept);
}

}  // namespace

Bounds Bounds::halved() const noexcept {
    return {std::max(text / 2, smallest.text), std::max(args / 2, smallest.args),
            std::max(members / 2, smallest.members), std::max(evidence / 2, smallest.evidence)};
}

std::size_t least_size(const Alert& alert) noexcept {
    constexpr std::size_t least_item =
        40;  // of a member or a piece of evidence: its role or action and its numbers
    std::size_t size = least_item * (alert.members.size() + alert.evidence.size());
    for (const auto& member : alert.members)
        for (const auto& argument : member.args) size += argument.size();
    for (const auto& evidence : alert.evidence) size += evidence.summary.size();
    return size;
}

Alert trimmed(Alert alert, const Bounds& bounds) {
    keep_members(alert, bounds.members);
    keep_first(alert.evidence, bounds.evidence);
    keep_first(alert.fifos, bounds.members);
    keep_first(alert.techniques, bounds.evidence);
    shorten(alert.rule, bounds);
    for (auto& technique : alert.techniques) shorten(technique, bounds);
    for (auto* text : {&alert.reason, &alert.incident, &alert.host}) shorten(*text, bounds.text);
    for (auto& member : alert.members) shorten(member, bounds);
    for (auto& fifo : alert.fifos) shorten(fifo.path, bounds.text);
    for (auto& evidence : alert.evidence) shorten(evidence.summary, bounds.text);
    keep_first(alert.detections, bounds.evidence);
    for (auto& detection : alert.detections)
        for (auto* text : {&detection.rule_id, &detection.rule_name}) shorten(*text, bounds.text);
    if (alert.exclusion)
        for (auto* text :
             {&alert.exclusion->filter_id, &alert.exclusion->filter_name, &alert.exclusion->reason})
            shorten(*text, bounds.text);
    if (alert.file) shorten(alert.file->path, bounds.text);
    if (alert.remote) shorten(alert.remote->endpoint.address, bounds.text);
    return alert;
}

}  // namespace pipehound::alert
