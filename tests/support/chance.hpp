// SPDX-License-Identifier: Apache-2.0
// Choices for random tests: the same in every run, so that what fails once fails again.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace pipehound::test {

class Chance {
public:
    explicit Chance(unsigned seed) : engine_{seed} {}

    /// 0 to `count` - 1.
    std::size_t below(std::size_t count) { return engine_() % count; }
    bool one_in(std::size_t count) { return below(count) == 0; }

    template <typename Value>
    const Value& of(const std::vector<Value>& values) {
        return values[below(values.size())];
    }

    /// At most `most` of these, one behind the other.
    std::string text(const std::vector<std::string>& letters, std::size_t most) {
        std::string made;
        for (auto left = below(most + 1); left > 0; --left) made += of(letters);
        return made;
    }

private:
    std::mt19937 engine_;
};

}  // namespace pipehound::test
