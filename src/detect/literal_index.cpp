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

/// Of which most paths and command lines are made: a gram that stands here is met all the time.
constexpr std::string_view commonplaces{
    "/usr/bin/ /usr/sbin/ /usr/local/bin/ /usr/share/ /usr/lib/x86_64-linux-gnu/ /usr/lib64/ "
    "/usr/libexec/ /bin/sh -c /bin/bash /sbin/ /etc/ /var/lib/ /var/log/ /tmp/ /home/ /root/ /dev/ "
    "/proc/ /sys/ /run/ /opt/ python systemd execve .conf config"};

}  // namespace

std::uint32_t LiteralIndex::packed(std::string_view bytes) noexcept {
    std::uint32_t window = 0;
    for (const char c : bytes) window = window << 8 | static_cast<unsigned char>(c);
    return window;
}

/// The rarest: few literals share it, it is no part of what is met all the time, and made of bytes
/// that are rare themselves.
std::size_t LiteralIndex::choose_gram(std::string_view literal, const Grams& grams) {
    std::pair<std::size_t, std::size_t> best{SIZE_MAX, 0};
    for (std::size_t at = 0; at + grams.length <= literal.size(); ++at) {
        const auto bytes = literal.substr(at, grams.length);
        const auto shared = grams.by_bytes.find(packed(bytes));
        std::size_t cost = shared == grams.by_bytes.end() ? 0 : 4 * shared->second.size();
        if (commonplaces.find(bytes) != std::string_view::npos) cost += 100;
        for (const char c : bytes) cost += static_cast<std::size_t>(commonness(c));
        best = std::min(best, {cost, at});
    }
    return best.second;
}

void LiteralIndex::add(std::string literal, std::uint32_t number) {
    const auto index = static_cast<std::uint32_t>(literals_.size());
    const auto [entry, fresh] = known_.emplace(literal, index);
    if (!fresh) {
        literals_[entry->second].numbers.push_back(number);
        return;
    }
    auto& grams = literal.size() >= longest_gram ? of_four_
                  : literal.size() > 1           ? of_two_
                                                 : of_one_;
    const auto at = choose_gram(literal, grams);
    grams.add(packed(std::string_view{literal}.substr(at, grams.length)), index);
    literals_.push_back({std::move(literal), at, {number}});
}

/// At most one bit of 64 is set, so that few places of a text are looked up for nothing.
void LiteralIndex::Grams::add(std::uint32_t bytes, std::uint32_t literal) {
    by_bytes[bytes].push_back(literal);
    const auto set = [this](std::uint32_t known) {
        bitmap[bit(known) / 64] |= std::uint64_t{1} << bit(known) % 64;
    };
    if (by_bytes.size() <= bitmap.size()) return set(bytes);
    --shift;
    bitmap.assign(2 * bitmap.size(), 0);
    for (const auto& [known, literals] : by_bytes) set(known);
}

}  // namespace pipehound::detect
