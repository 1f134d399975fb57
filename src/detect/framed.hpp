// SPDX-License-Identifier: Apache-2.0
// How a value is written for the index of literals: folded, between two zero bytes, so that a
// literal may begin or end where the value does.
#pragma once

#include <string>
#include <string_view>

#include "event/text.hpp"

namespace pipehound::detect {

/// Writes `text` so into `framed`, whose memory is used again.
inline void frame(std::string_view text, std::string& framed) {
    framed.resize(text.size() + 2);
    framed.front() = framed.back() = '\0';
    event::fold(text, framed.data() + 1);
}

}  // namespace pipehound::detect
