// SPDX-License-Identifier: Apache-2.0
// How a value is written for the index of literals: folded, between two zero bytes, so that a
// literal may begin or end where the value does.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace pipehound::detect {

/// Writes `text` so into `framed`, whose memory is used again.
inline void frame(std::string_view text, std::string& framed) {
    framed.resize(text.size() + 2);
    framed.front() = framed.back() = '\0';
    std::transform(text.begin(), text.end(), framed.begin() + 1, [](char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
}

}  // namespace pipehound::detect
