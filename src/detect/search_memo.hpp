// SPDX-License-Identifier: Apache-2.0
// What indexes found in the texts that come again: a host runs the same programs on the same files
// all day, so most texts were walked before.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/literal_index.hpp"

namespace pipehound::detect {

class SearchMemo {
public:
    /// As LiteralIndex::search. The index must not change from its first search on, and outlive
    /// this. A long text is walked each time.
    template <typename Found>
    void search(const LiteralIndex& index, std::string_view text, Found&& found) {
        if (index.empty()) return;
        if (text.size() > longest) return index.search(text, found);
        auto& entry = entry_for(index, text);
        if (entry.index != &index || entry.text != text) {
            entry.index = &index;
            entry.text = text;
            entry.numbers.clear();
            index.search(text, [&entry](std::uint32_t number) { entry.numbers.push_back(number); });
        }
        for (const auto number : entry.numbers) found(number);
    }

private:
    static constexpr std::size_t longest = 512;  // bytes
    static constexpr std::size_t count = 2048;

    struct Entry {
        const LiteralIndex* index = nullptr;
        std::string text{};
        std::vector<std::uint32_t> numbers{};
    };

    /// The only place where they may stand: the newer text drives the older out.
    [[nodiscard]] Entry& entry_for(const LiteralIndex& index, std::string_view text) noexcept {
        const auto hash = std::hash<std::string_view>{}(text) ^ std::hash<const void*>{}(&index);
        return entries_[(hash ^ hash >> 32) % count];
    }

    std::vector<Entry> entries_ = std::vector<Entry>(count);
};

}  // namespace pipehound::detect
