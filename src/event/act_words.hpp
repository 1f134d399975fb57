// SPDX-License-Identifier: Apache-2.0
// What acts are called: by us, and by the data sources that published rules were written for.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "event/event.hpp"

namespace pipehound::event {

using Words = std::span<const std::string_view>;

/// A few words, in a table that is made before the program runs.
class WordList {
public:
    constexpr WordList(std::initializer_list<std::string_view> words) {
        for (const auto word : words) words_[count_++] = word;
    }
    constexpr operator Words() const noexcept { return {words_.data(), count_}; }

private:
    std::array<std::string_view, 6> words_{};
    std::size_t count_ = 0;
};

struct ActWords {
    std::string_view native;
    std::string_view native_of_fifo;
    WordList categories;  ///< ECS's event.category: at least one
    WordList types;       ///< ECS's event.type: at least one
    WordList actions;     ///< event.action: ours, then the words of other sources for the same;
                          ///< empty: the call's name
};

/// The row of that event; lives for ever.
[[nodiscard]] const ActWords& act_words(const Event& event) noexcept;

/// All rows, in no order, for what asks which acts a word may mean.
struct ActRow {
    std::size_t act;  ///< its place in Act
    ActWords words;
};
[[nodiscard]] std::span<const ActRow> act_rows() noexcept;

}  // namespace pipehound::event
