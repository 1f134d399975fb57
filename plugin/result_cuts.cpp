// SPDX-License-Identifier: Apache-2.0
#include "result_cuts.hpp"

namespace pipehound::plugin {

ResultCuts::ResultCuts(const detect::RuleBook& book) {
    const auto add = [this](const rule::Meta& meta) {
        if (meta.cuts.empty() || lines_.contains(meta.id)) return;
        auto& line = lines_[meta.id];
        for (const auto& cut : meta.cuts) line.push_back({cut});
    };
    for (const auto& rule : book.rules) add(rule.meta);
    for (const auto& sequence : book.sequences) add(sequence.what.meta);
}

}  // namespace pipehound::plugin
