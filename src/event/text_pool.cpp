// SPDX-License-Identifier: Apache-2.0
#include "event/text_pool.hpp"

namespace pipehound::event {

TextPool::TextPool(std::size_t limit) : limit_{limit} {
    texts_.push_back(&numbers_.emplace("", 0).first->first);
}

std::optional<std::uint32_t> TextPool::intern(std::string_view text) {
    if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
    if (texts_.size() >= limit_) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.push_back(&numbers_.emplace(text, number).first->first);
    return number;
}

}  // namespace pipehound::event
