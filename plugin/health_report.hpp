// SPDX-License-Identifier: Apache-2.0
// What the plugin says now and then about its own work: one line of figures, and a warning when
// something was dropped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/counters.hpp"
#include "detect/detector.hpp"

namespace pipehound::plugin {

struct Health {
    audit::Counters audit;
    detect::Statistics detector;
    std::uint64_t alerts_lost = 0;
    std::vector<detect::FilterCount> filters{};
};

using Figures = std::vector<std::pair<std::string, std::uint64_t>>;

/// What may have kept an attack from being seen, or an alert from being told: every kind, with 0
/// where there was none.
[[nodiscard]] Figures drops(const Health& health);

/// "123 records, 17 events, ...".
[[nodiscard]] std::string statistics_line(const Health& health);

/// Remembers what it has warned of. How often it is asked is how often it warns.
class DropReport {
public:
    /// What grew since the last call, of all that means that something may go unseen; nothing where
    /// all is well.
    [[nodiscard]] std::optional<std::string> growth(const Health& health);

private:
    std::map<std::string, std::uint64_t> said_;
};

}  // namespace pipehound::plugin
