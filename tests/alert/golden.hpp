// SPDX-License-Identifier: Apache-2.0
// Golden files: what a form wrote once and a person looked at. PIPEHOUND_REGENERATE=1 in the
// environment writes them anew
// (`PIPEHOUND_REGENERATE=1 build/tests/unit-tests`); then read the diff before you commit it.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace pipehound::test {

inline std::string file_text(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The golden text of that name under tests/data; after `actual` was written over it where
/// regeneration is asked for.
inline std::string golden(const std::string& name, const std::string& actual) {
    const auto path = std::string{TEST_DATA} + '/' + name;
    if (std::getenv("PIPEHOUND_REGENERATE") != nullptr)
        std::ofstream{path, std::ios::binary} << actual;
    return file_text(path);
}

}  // namespace pipehound::test
