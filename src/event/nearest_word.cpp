// SPDX-License-Identifier: Apache-2.0
#include "event/nearest_word.hpp"

#include <algorithm>
#include <numeric>

namespace pipehound::event {

namespace {

constexpr std::size_t longest_word = 100;  // that somebody may have misspelt

/// Levenshtein's distance, one row of the table at a time.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string>& words) {
    std::optional<std::string> nearest;
    if (word.size() > longest_word) return nearest;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : words) {
        if (candidate.size() >= word.size() + least) continue;
        const auto wrong = distance(word, candidate);
        if (wrong >= least) continue;
        least = wrong;
        nearest = candidate;
    }
    return nearest;
}

}  // namespace pipehound::event
