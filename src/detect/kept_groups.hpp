// SPDX-License-Identifier: Apache-2.0
// What correlations and sequences remember, as bytes and back: group by group, each under the rule
// that it belongs to, so that a set of rules that has changed meanwhile takes what is still its
// own.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "event/archive.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

/// The rules of a book by id and by the fingerprint of their text: who is the same in another book.
template <typename Rules>
[[nodiscard]] auto by_identity(Rules& rules) {
    std::map<std::pair<std::string, std::string>, decltype(&*rules.begin())> known;
    for (auto& rule : rules)
        known.emplace(std::pair{rule.what.meta.id, rule.what.meta.fingerprint}, &rule);
    return known;
}

struct KeptGroup {
    std::string rule;
    std::string fingerprint;  ///< of the rule's text
    std::string bytes;
};

template <typename Archive>
void archive(Archive& at, KeptGroup& group) {
    archive(at, group.rule, group.fingerprint, group.bytes);
}

/// The latest groups, as many as fit into a mebibyte: some milliseconds of the loop. `uses`: the
/// least recent first; `save(writer, group)` writes one and returns the rule it belongs to.
template <typename Uses, typename Save>
void save_groups(event::ArchiveWriter& to, Uses&& uses, Save&& save) {
    std::size_t room = 1U << 20;
    std::vector<KeptGroup> kept;
    for (auto at = uses.rbegin(); at != uses.rend(); ++at) {
        event::ArchiveWriter one;
        const rule::Meta& meta = save(one, *at);
        kept.push_back({meta.id, meta.fingerprint, std::move(one).take()});
        const auto size = meta.id.size() + meta.fingerprint.size() + kept.back().bytes.size();
        if (size > room) {
            kept.pop_back();
            break;
        }
        room -= size;
    }
    std::reverse(kept.begin(), kept.end());
    event::archive(to, kept);
}

/// `rules`: those of the book. `restore(reader, rule)` takes one group in, unless its bytes are not
/// sound. False: something was not.
template <typename Rules, typename Restore>
[[nodiscard]] bool restore_groups(event::ArchiveReader& from, Rules& rules, Restore&& restore) {
    const auto known = by_identity(rules);
    std::vector<KeptGroup> kept;
    event::archive(from, kept);
    if (!from.sound()) return false;
    for (const auto& group : kept) {
        const auto rule = known.find({group.rule, group.fingerprint});
        event::ArchiveReader bytes{group.bytes};
        if (rule != known.end() && (!restore(bytes, *rule->second) || !bytes.at_end()))
            return false;
    }
    return true;
}

}  // namespace pipehound::detect
