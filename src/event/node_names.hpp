// SPDX-License-Identifier: Apache-2.0
// Host names <-> NodeId. Filled by audit/, read by alert/.
#pragma once

#include <optional>
#include <string_view>

#include "event/text_pool.hpp"
#include "event/types.hpp"

namespace pipehound::event {

/// Numbers the hosts seen in `node=`. Bounded: past the limit a new host gets no number, and its
/// records are to be counted and dropped by the caller.
class NodeNames {
public:
    explicit NodeNames(std::size_t limit = 65536) : pool_{limit} {}

    [[nodiscard]] std::optional<NodeId> intern(std::string_view name) {
        const auto number = pool_.intern(name);
        return number ? std::optional{NodeId{*number}} : std::nullopt;
    }

    /// The name behind a number that `intern` gave; empty for the host of records without `node=`.
    [[nodiscard]] std::string_view name(NodeId node) const noexcept {
        return pool_.text(number(node));
    }

    /// How many there are: their numbers are below it.
    [[nodiscard]] std::size_t size() const noexcept { return pool_.size(); }

private:
    TextPool pool_;
};

}  // namespace pipehound::event
