// SPDX-License-Identifier: Apache-2.0
// What in a stored log is no audit record: how many lines, and where the first one stands, so that
// its author can look.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/counters.hpp"

namespace pipehound::plugin {

/// Watches one file through the counters of the stream that reads it.
class Noise {
public:
    /// `before`: the stream's counters as the file begins.
    explicit Noise(const audit::Counters& before)
        : lines_before_{before.lines}, before_{lines_of(before)} {}

    /// To be called after the stream took `bytes`.
    void observe(std::string_view bytes, const audit::Counters& counters);

    /// "3 lines are no audit records (first at line N)"; nothing for a clean log.
    [[nodiscard]] std::optional<std::string> text() const;

private:
    [[nodiscard]] static std::uint64_t lines_of(const audit::Counters& counters) noexcept;
    void find_first(std::string_view bytes);

    std::uint64_t lines_before_;
    std::uint64_t before_;           // of them noise
    std::uint64_t lines_ = 0;        // that are noise
    std::uint64_t first_ = 0;        // line number; 0 until there is one
    std::uint64_t line_number_ = 0;  // whole lines seen before tail_
    std::string tail_;               // the unfinished line of the piece before, while first_ is 0
};

}  // namespace pipehound::plugin
