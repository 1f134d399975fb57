// SPDX-License-Identifier: Apache-2.0
#include "audit/line_splitter.hpp"

namespace pipehound::audit {

std::string_view LineSplitter::trimmed(std::string_view line) noexcept {
    while (!line.empty() && line.front() == '\0') line.remove_prefix(1);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\0')) line.remove_suffix(1);
    return line;
}

void LineSplitter::keep(std::string_view tail) {
    if (skipping_) return;
    if (rest_.size() + tail.size() > max_line_) return skip();
    rest_ += tail;
}

void LineSplitter::skip() {
    rest_.clear();
    skipping_ = true;
    ++overlong_;
}

}  // namespace pipehound::audit
