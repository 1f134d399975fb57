// SPDX-License-Identifier: Apache-2.0
#include "rule/pattern.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pipehound::rule {

Pattern::Pattern(std::string literal) {
    if (!literal.empty()) pieces_.push_back({Kind::literal, std::move(literal)});
}

void Pattern::add(std::string_view literal) {
    if (literal.empty()) return;
    if (pieces_.empty() || pieces_.back().kind != Kind::literal) pieces_.emplace_back();
    pieces_.back().text += literal;
}

void Pattern::add(Kind wildcard) {
    const bool repeated =
        wildcard == Kind::any_run && !pieces_.empty() && pieces_.back().kind == Kind::any_run;
    if (!repeated) pieces_.push_back({wildcard, {}});
}

bool Pattern::is_literal() const noexcept {
    return pieces_.empty() || (pieces_.size() == 1 && pieces_.front().kind == Kind::literal);
}

std::string_view Pattern::literal() const noexcept {
    return pieces_.empty() ? std::string_view{} : std::string_view{pieces_.front().text};
}

Pattern Pattern::after_any() const {
    Pattern wider;
    wider.add(Kind::any_run);
    for (const auto& piece : pieces_) {
        if (piece.kind == Kind::literal)
            wider.add(piece.text);
        else
            wider.add(piece.kind);
    }
    return wider;
}

Pattern Pattern::before_any() const {
    Pattern wider = *this;
    wider.add(Kind::any_run);
    return wider;
}

std::string_view dash_at_front_of(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 5> forms{"-", "/", "\xe2\x80\x93", "\xe2\x80\x94",
                                                    "\xe2\x80\x95"};
    const auto* const found = std::find_if(
        forms.begin(), forms.end(), [text](const auto& form) { return text.starts_with(form); });
    return found == forms.end() ? std::string_view{} : *found;
}

}  // namespace pipehound::rule
