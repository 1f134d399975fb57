// SPDX-License-Identifier: Apache-2.0
// Which of many literals occur in a text, in one walk over it.
//
// Of each literal one run of up to four bytes, its gram, is entered in a table. At most places of
// the text one look at the last two bytes tells that no gram ends there; at the others the walk
// looks the grams up, first in a small bitmap, and compares the whole literal where one is found.
// So the cost grows with the text, hardly with the number of literals.
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
        if (text.size() < shortest_) return;
        std::uint32_t window = 0;  // the last four bytes
        for (std::size_t end = 1; end <= text.size(); ++end) {
            window = window << 8 | static_cast<unsigned char>(text[end - 1]);
            if (!endings_[window & 0xffff]) continue;
            for (const auto length : lengths_) {
                const auto key = gram(window, length);
                if (length <= end && bitmap_[bit(key)]) look_up(key, text, end - length, found);
            }
        }
    }

    /// Calls `visit(std::string_view literal, number)` for each that was entered.
    template <typename Visit>
    void for_each(Visit&& visit) const {
        for (const auto& literal : literals_)
            for (const auto number : literal.numbers) visit(std::string_view{literal.text}, number);
    }

private:
    static constexpr std::size_t longest_gram = 4;
    using Bitmap = std::bitset<65536>;

    struct Literal {
        std::string text;
        std::size_t gram_at;  // where in it the gram stands
        std::vector<std::uint32_t> numbers;
    };

    /// The last `length` bytes of the window, told apart from those of other lengths.
    [[nodiscard]] static std::uint64_t gram(std::uint32_t window, std::size_t length) noexcept {
        const auto mask = ~std::uint32_t{0} >> (8 * (longest_gram - length));
        return std::uint64_t{length} << 32 | (window & mask);
    }
    [[nodiscard]] static std::uint64_t gram(std::string_view bytes) noexcept;
    [[nodiscard]] static std::size_t bit(std::uint64_t gram) noexcept {
        return (gram * 0x9e3779b97f4a7c15ULL) >> 48;
    }
    void enter_ending(std::string_view gram);
    [[nodiscard]] std::size_t choose_gram(std::string_view literal, std::size_t length) const;

    template <typename Found>
    void look_up(std::uint64_t key, std::string_view text, std::size_t at, Found& found) const {
        const auto entry = grams_.find(key);
        if (entry == grams_.end()) return;
        for (const auto index : entry->second) {
            const auto& literal = literals_[index];
            if (at < literal.gram_at ||
                text.compare(at - literal.gram_at, literal.text.size(), literal.text) != 0)
                continue;
            for (const auto number : literal.numbers) found(number);
        }
    }

    std::size_t shortest_ = SIZE_MAX;
    std::vector<Literal> literals_;
    std::unordered_map<std::string, std::uint32_t> known_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> grams_;
    std::vector<std::size_t> lengths_;  // of grams that occur
    Bitmap bitmap_;
    std::bitset<65536> endings_;  // the last two bytes of each gram
};

}  // namespace pipehound::detect
