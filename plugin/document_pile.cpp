// SPDX-License-Identifier: Apache-2.0
#include "document_pile.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::plugin {

void DocumentPile::add(std::string_view bytes) {
    lines_.split(bytes, [this](std::string_view line) { take(line); });
}

void DocumentPile::take(std::string_view line) {
    ++line_;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (const auto document = event::EcsDocument::parse(line, line_)) {
        held_.push_back(
            {document->header().time, document->nanoseconds(), line_, std::string{line}});
        return;
    }
    if (noise_.lines++ == 0) noise_.first = line_;
}

DocumentPile::Noise DocumentPile::take_noise() { return std::exchange(noise_, Noise{}); }

std::optional<std::string> DocumentPile::take_noise_text() {
    const auto [lines, first] = take_noise();
    if (lines == 0) return std::nullopt;
    return std::to_string(lines) + (lines == 1 ? " line is" : " lines are") +
           " no JSON object, the first at line " + std::to_string(first) +
           ": one document a line is read";
}

void DocumentPile::put_in_order() {
    std::stable_sort(held_.begin(), held_.end(), [](const Held& left, const Held& right) {
        return std::pair{left.time, left.nanoseconds} < std::pair{right.time, right.nanoseconds};
    });
}

}  // namespace pipehound::plugin
