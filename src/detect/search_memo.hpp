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
    /// this.
    template <typename Found>
    void search(const LiteralIndex& index, std::string_view text, Found&& found) {
        if (index.empty()) return;
        recall(
            &index, text, [&](auto&& each) { index.search(text, each); }, found);
    }

    /// Calls `found(number)` as `find(found)` does, of what follows from `by` and the text `key`
    /// alone; that is asked only where it is not remembered, of a long key each time.
    template <typename Find, typename Found>
    void recall(const void* by, std::string_view key, Find&& find, Found&& found) {
        if (key.size() > longest) return find(found);
        auto& entry = entry_for(by, key);
        if (entry.by != by || entry.key != key) {
            entry.by = by;
            entry.key = key;
            entry.numbers.clear();
            find([&entry](std::uint32_t number) { entry.numbers.push_back(number); });
        }
        for (const auto number : entry.numbers) found(number);
    }

private:
    static constexpr std::size_t longest = 512;  // bytes
    static constexpr std::size_t count = 2048;

    struct Entry {
        const void* by = nullptr;
        std::string key{};
        std::vector<std::uint32_t> numbers{};
    };

    /// The only place where they may stand: the newer text drives the older out.
    [[nodiscard]] Entry& entry_for(const void* by, std::string_view key) noexcept {
        constexpr std::size_t telling = 64;  // bytes at its beginning: most keys differ there
        const auto hash = std::hash<std::string_view>{}(key.substr(0, telling)) ^ key.size() ^
                          std::hash<const void*>{}(by);
        return entries_[(hash ^ hash >> 32) % count];
    }

    std::vector<Entry> entries_ = std::vector<Entry>(count);
};

}  // namespace pipehound::detect
