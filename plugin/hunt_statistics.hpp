// SPDX-License-Identifier: Apache-2.0
// What a hunt took and what went through it: the text behind `hunt --stats`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "audit/counters.hpp"
#include "detect/detector.hpp"

namespace pipehound::plugin {

/// Time since it was made, on the wall and on the processor.
class Stopwatch {
public:
    struct Seconds {
        double wall = 0;
        double user = 0;
        double system = 0;
    };
    [[nodiscard]] Seconds elapsed() const;

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    Seconds used_before_ = used();
    [[nodiscard]] static Seconds used();
};

/// Sums up the streams of a hunt.
class HuntStatistics {
public:
    void add(const audit::Counters& counters, const detect::Statistics& detector,
             const std::vector<detect::FilterCount>& filters);

    /// One `name: value` a line, fixed names for scripts; what was dropped or odd only where it is
    /// not 0.
    [[nodiscard]] std::string text(const Stopwatch::Seconds& seconds) const;

private:
    audit::Counters counters_;
    detect::Statistics detector_;
    std::vector<detect::FilterCount> filters_;
};

}  // namespace pipehound::plugin
