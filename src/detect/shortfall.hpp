// SPDX-License-Identifier: Apache-2.0
// What an event lacks to fulfil a condition: the fewest tests that would have to turn out
// otherwise.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/answers.hpp"
#include "detect/explanation.hpp"
#include "detect/formula.hpp"

namespace pipehound::detect {

/// One thing that is lacking.
struct Shortfall {
    std::vector<Formula::Part> tests;  ///< of which one had to be as wanted, or none might be
    Formula::Part part;                ///< that they are of
    bool wanted = true;
    Formula::Truth truth = Formula::Truth::no;
    std::size_t other_ways = 0;
};

/// Empty where the condition holds.
[[nodiscard]] std::vector<Shortfall> shortfalls(const Formula::Part& whole, Answers& answers);

[[nodiscard]] FailedTest failed_test(const Shortfall& shortfall, Answers& answers);

/// Where the condition holds: the values that made it hold, by fields.
[[nodiscard]] std::vector<SeenValues> held_values(const Formula::Part& whole, Answers& answers);

}  // namespace pipehound::detect
