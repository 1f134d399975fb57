// SPDX-License-Identifier: Apache-2.0
#include "detect/literal_index.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::detect {

namespace {

/// How common a byte is in paths and command lines: the higher, the worse a gram it makes.
int commonness(char c) {
    constexpr std::string_view common{"/ -etaoinsr.\0", 13};
    constexpr std::string_view less{"lcdupmhbg0123456789"};
    if (common.find(c) != std::string_view::npos) return 3;
    return less.find(c) != std::string_view::npos ? 2 : 0;
}

}  // namespace

std::uint64_t LiteralIndex::gram(std::string_view bytes) noexcept {
    std::uint32_t window = 0;
    for (const char c : bytes) window = window << 8 | static_cast<unsigned char>(c);
    return gram(window, bytes.size());
}

/// The rarest: few literals share it, and it is made of bytes that are rare themselves.
std::size_t LiteralIndex::choose_gram(std::string_view literal, std::size_t length) const {
    std::pair<std::size_t, std::size_t> best{SIZE_MAX, 0};
    for (std::size_t at = 0; at + length <= literal.size(); ++at) {
        const auto bytes = literal.substr(at, length);
        const auto shared = grams_.find(gram(bytes));
        std::size_t cost = shared == grams_.end() ? 0 : 4 * shared->second.size();
        for (const char c : bytes) cost += static_cast<std::size_t>(commonness(c));
        best = std::min(best, {cost, at});
    }
    return best.second;
}

void LiteralIndex::add(std::string literal, std::uint32_t number) {
    const auto [entry, fresh] =
        known_.emplace(literal, static_cast<std::uint32_t>(literals_.size()));
    if (!fresh) {
        literals_[entry->second].numbers.push_back(number);
        return;
    }
    shortest_ = std::min(shortest_, literal.size());
    const auto length = std::min(literal.size(), longest_gram);
    const auto at = choose_gram(literal, length);
    const auto key = gram(std::string_view{literal}.substr(at, length));
    grams_[key].push_back(entry->second);
    bitmap_.set(bit(key));
    enter_ending(std::string_view{literal}.substr(at, length));
    if (std::find(lengths_.begin(), lengths_.end(), length) == lengths_.end())
        lengths_.push_back(length);
    literals_.push_back({std::move(literal), at, {number}});
}

/// A gram of one byte may stand behind any other.
void LiteralIndex::enter_ending(std::string_view gram) {
    const auto at = [gram](std::size_t i) -> std::size_t {
        return static_cast<unsigned char>(gram[i]);
    };
    const auto last = at(gram.size() - 1);
    if (gram.size() > 1) return void(endings_.set(at(gram.size() - 2) << 8 | last));
    for (std::size_t before = 0; before < 256; ++before) endings_.set(before << 8 | last);
}

}  // namespace pipehound::detect
