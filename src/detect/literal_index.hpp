// SPDX-License-Identifier: Apache-2.0
// Which of many literals occur in a text, in one walk over it.
//
// Of each literal one run of four bytes, its gram, is entered in a table. At each place of the text
// one look into a bitmap, by a hash of the last four bytes, tells that no gram ends there, which is
// so at nearly all; at the others the walk looks the gram up and compares the whole literal. Where
// there are literals of less than four bytes, two bytes or one are looked at as well. So the cost
// grows with the text, hardly with the number of literals.
#pragma once

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
        if (of_two_.empty() && of_one_.empty())
            walk<false>(text, found);
        else
            walk<true>(text, found);
    }

    /// Calls `visit(std::string_view literal, number)` for each that was entered.
    template <typename Visit>
    void for_each(Visit&& visit) const {
        for (const auto& literal : literals_)
            for (const auto number : literal.numbers) visit(std::string_view{literal.text}, number);
    }

private:
    static constexpr std::size_t longest_gram = 4;

    struct Literal {
        std::string text;
        std::size_t gram_at;  // where in it the gram stands
        std::vector<std::uint32_t> numbers;
    };

    /// Grams of one length.
    struct Grams {
        std::size_t length;
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_bytes{};  // literals
        std::vector<std::uint64_t> bitmap = std::vector<std::uint64_t>(16);
        unsigned shift = 32 - 10;  // leaves as many bits as number those of the bitmap

        [[nodiscard]] bool empty() const noexcept { return by_bytes.empty(); }
        [[nodiscard]] bool may_have(std::uint32_t bytes) const noexcept {
            return (bitmap[bit(bytes) / 64] >> bit(bytes) % 64 & 1) != 0;
        }
        [[nodiscard]] std::size_t bit(std::uint32_t bytes) const noexcept {
            return bytes * 0x9e3779b1U >> shift;
        }
        void add(std::uint32_t bytes, std::uint32_t literal);
    };

    [[nodiscard]] static std::uint32_t packed(std::string_view bytes) noexcept;
    [[nodiscard]] static std::size_t choose_gram(std::string_view literal, const Grams& grams);

    template <bool short_too, typename Found>
    void walk(std::string_view text, Found& found) const {
        std::uint32_t window = 0;  // the last four bytes
        for (std::size_t end = 1; end <= text.size(); ++end) {
            window = window << 8 | static_cast<unsigned char>(text[end - 1]);
            if (of_four_.may_have(window)) compare(of_four_, window, text, end, found);
            if constexpr (short_too) {
                const auto two = window & 0xffff;
                if (of_two_.may_have(two)) compare(of_two_, two, text, end, found);
                const auto one = window & 0xff;
                if (of_one_.may_have(one)) compare(of_one_, one, text, end, found);
            }
        }
    }

    /// `bytes` end there in the text.
    template <typename Found>
    void compare(const Grams& grams, std::uint32_t bytes, std::string_view text, std::size_t end,
                 Found& found) const {
        const auto entry = grams.by_bytes.find(bytes);
        if (entry == grams.by_bytes.end() || end < grams.length) return;
        const auto at = end - grams.length;
        for (const auto index : entry->second) {
            const auto& literal = literals_[index];
            if (at < literal.gram_at ||
                text.compare(at - literal.gram_at, literal.text.size(), literal.text) != 0)
                continue;
            for (const auto number : literal.numbers) found(number);
        }
    }

    std::vector<Literal> literals_;
    std::unordered_map<std::string, std::uint32_t> known_;
    Grams of_four_{longest_gram};
    Grams of_two_{2};
    Grams of_one_{1};
};

}  // namespace pipehound::detect
