// SPDX-License-Identifier: Apache-2.0
// Texts that come again, each with what was worked out of it: a host runs the same programs on the
// same files all day, and one path stands in several fields of an event.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/literal_index.hpp"
#include "detect/text_matcher.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

class KnownText : public boost::intrusive_ref_counter<KnownText, boost::thread_unsafe_counter> {
public:
    explicit KnownText(std::string_view text) { become(text); }

    /// Another text; the memory is used again.
    void become(std::string_view text) {
        size_ = text.size();
        both_.resize(2 * size_ + 2);
        std::copy(text.begin(), text.end(), both_.begin());
        both_[size_] = both_.back() = '\0';
        event::fold(text, both_.data() + size_ + 1);
        found_.clear();
    }

    /// Lives until it becomes another.
    [[nodiscard]] Text text() const noexcept {
        return {std::string_view{both_}.substr(0, size_), framed().substr(1, size_)};
    }
    /// The folded form between two zero bytes, for the index of literals: a literal may begin or
    /// end where the text does.
    [[nodiscard]] std::string_view framed() const noexcept {
        return std::string_view{both_}.substr(size_);
    }

    /// Calls `found(number)` as LiteralIndex::search does; walks the text the first time only. The
    /// index must not change, and `id` be its own among all that this text is searched by.
    template <typename Found>
    void search(const LiteralIndex& index, std::uint32_t id, Found&& found) const {
        auto at = place_of(id);
        if (at == found_.size()) {
            found_.insert(found_.end(), {id, 0});
            index.search(framed(), [this](std::uint32_t number) { found_.push_back(number); });
            found_[at + 1] = static_cast<std::uint32_t>(found_.size() - at - 2);
        }
        const auto end = at + 2 + found_[at + 1];
        for (at += 2; at < end; ++at) found(found_[at]);
    }

private:
    /// Where the index stands in `found_`; at its end: it does not.
    [[nodiscard]] std::size_t place_of(std::uint32_t id) const noexcept {
        std::size_t at = 0;
        while (at < found_.size() && found_[at] != id) at += 2 + found_[at + 1];
        return at;
    }

    // Of each index that was asked its id, how many numbers it found, and these. Most find none or
    // few: all of it is near at hand.
    mutable boost::container::small_vector<std::uint32_t, 12> found_;
    std::size_t size_ = 0;
    std::string both_;  // forms, one behind the other: in one piece of memory
};

using KnownTextPtr = boost::intrusive_ptr<KnownText>;

/// Bounded: the newer text drives the older out of its place; who holds that keeps it.
class KnownTexts {
public:
    [[nodiscard]] KnownTextPtr of(std::string_view text) {
        if (text.size() > longest) return new KnownText{text};
        auto& place = places_[std::hash<std::string_view>{}(text) % places_.size()];
        if (place == nullptr || (place->use_count() > 1 && place->text().as_is != text))
            place = new KnownText{text};
        else if (place->text().as_is != text)
            place->become(text);
        return place;
    }

private:
    static constexpr std::size_t longest = 512;  // bytes

    std::vector<KnownTextPtr> places_ = std::vector<KnownTextPtr>(2048);
};

}  // namespace pipehound::detect
