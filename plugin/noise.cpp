// SPDX-License-Identifier: Apache-2.0
#include "noise.hpp"

#include <algorithm>

#include "audit/line_splitter.hpp"
#include "audit/record_head.hpp"

namespace pipehound::plugin {

namespace {

bool is_noise(std::string_view line) {
    if (line.empty() || line == "\r") return false;
    return line.size() > audit::longest_line || !audit::parse_head(line);
}

}  // namespace

std::uint64_t Noise::lines_of(const audit::Counters& counters) noexcept {
    return counters.not_a_record + counters.bad_head + counters.overlong_line;
}

void Noise::observe(std::string_view bytes, const audit::Counters& counters) {
    lines_ = lines_of(counters) - before_;
    if (first_ != 0) return;
    if (lines_ > 0) return find_first(bytes);
    line_number_ = counters.lines - lines_before_;
    const auto newline = bytes.rfind('\n');
    if (newline != std::string_view::npos) tail_.clear();
    // A little more than the longest line is enough to tell that it is too long.
    const auto unfinished = bytes.substr(newline == std::string_view::npos ? 0 : newline + 1);
    if (tail_.size() <= audit::longest_line) tail_ += unfinished.substr(0, audit::longest_line + 1);
}

void Noise::find_first(std::string_view bytes) {
    const std::string text = std::move(tail_) + std::string{bytes};
    for (std::string_view rest = text; first_ == 0 && !rest.empty();) {
        const auto newline = std::min(rest.find('\n'), rest.size());
        ++line_number_;
        if (is_noise(rest.substr(0, newline))) first_ = line_number_;
        rest.remove_prefix(std::min(newline + 1, rest.size()));
    }
}

std::optional<std::string> Noise::text() const {
    if (lines_ == 0) return std::nullopt;
    return std::to_string(lines_) +
           (lines_ == 1 ? " line is no audit record" : " lines are no audit records") +
           " (first at line " + std::to_string(first_) + ")";
}

}  // namespace pipehound::plugin
