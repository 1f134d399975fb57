// SPDX-License-Identifier: Apache-2.0
// Texts that recur (hosts, users, terminals) <-> small numbers, so that keys and tables stay small.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pipehound::event {

/// Bounded: past `limit` texts a new one gets no number. Number 0 is the empty text.
class TextPool {
public:
    explicit TextPool(std::size_t limit = 65536);
    TextPool(const TextPool&) = delete;
    TextPool& operator=(const TextPool&) = delete;

    [[nodiscard]] std::optional<std::uint32_t> intern(std::string_view text);

    /// The text behind a number that `intern` gave; the view lives as long as the pool.
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept {
        return *texts_[number];
    }

    /// How many there are, the empty one included.
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::size_t limit_;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
    std::vector<const std::string*> texts_;  // keys of numbers_: a map's nodes do not move
};

}  // namespace pipehound::event
