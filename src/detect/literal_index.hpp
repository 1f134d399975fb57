// SPDX-License-Identifier: Apache-2.0
// Which of many literals occur in a text, in one walk over it.
//
// Of each literal one run of up to four bytes, its gram, is entered in a table. The walk looks the
// grams at each place of the text up, first in a small bitmap, and compares the whole literal where
// one is found. So the cost grows with the text, hardly with the number of literals.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pipehound::detect {

class LiteralIndex {
public:
    /// Enters a literal under a number of the caller's; the same literal may stand for several.
    /// Literals are not empty.
    void add(std::string literal, std::uint32_t number);

    [[nodiscard]] bool empty() const noexcept { return literals_.empty(); }

    /// Calls `found(number)` for each literal in `text`; again where it occurs again.
    template <typename Found>
    void search(std::string_view text, Found&& found) const {
        for (const auto length : lengths_) walk(text, length, found);
    }

private:
    static constexpr std::size_t longest_gram = 4;
    using Bitmap = std::bitset<65536>;

    struct Literal {
        std::string text;
        std::size_t gram_at;  // where in it the gram stands
        std::vector<std::uint32_t> numbers;
    };

    [[nodiscard]] static std::uint64_t gram(std::string_view bytes) noexcept;
    [[nodiscard]] static std::size_t bit(std::uint64_t gram) noexcept;
    [[nodiscard]] std::size_t choose_gram(std::string_view literal, std::size_t length) const;

    template <typename Found>
    void walk(std::string_view text, std::size_t length, Found& found) const {
        for (std::size_t at = 0; at + length <= text.size(); ++at) {
            const auto key = gram(text.substr(at, length));
            if (!bitmap_[bit(key)]) continue;
            const auto entry = grams_.find(key);
            if (entry == grams_.end()) continue;
            for (const auto index : entry->second) {
                const auto& literal = literals_[index];
                if (at < literal.gram_at ||
                    text.compare(at - literal.gram_at, literal.text.size(), literal.text) != 0)
                    continue;
                for (const auto number : literal.numbers) found(number);
            }
        }
    }

    std::vector<Literal> literals_;
    std::unordered_map<std::string, std::uint32_t> known_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> grams_;
    std::vector<std::size_t> lengths_;  // of grams that occur
    Bitmap bitmap_;
};

}  // namespace pipehound::detect
