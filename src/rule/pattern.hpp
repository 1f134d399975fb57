// SPDX-License-Identifier: Apache-2.0
// Text with wildcards, as the languages share it once their own escapes are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::rule {

class Pattern {
public:
    enum class Kind : std::uint8_t {
        literal,
        any_run,  ///< any characters, also none
        any_one,  ///< one character
        dash      ///< one of - / U+2013 U+2014 U+2015: what Windows takes for an option's mark
    };
    struct Piece {
        Kind kind = Kind::literal;
        std::string text;  ///< of a literal
        bool operator==(const Piece&) const = default;
    };

    Pattern() = default;
    explicit Pattern(std::string literal);

    /// Neighbouring literals and neighbouring runs become one piece.
    void add(std::string_view literal);
    void add(Kind wildcard);

    [[nodiscard]] const std::vector<Piece>& pieces() const noexcept { return pieces_; }

    /// No wildcard in it.
    [[nodiscard]] bool is_literal() const noexcept;
    /// The text of a pattern without wildcards.
    [[nodiscard]] std::string_view literal() const noexcept;

    /// The same with a run before it, or behind it; one that is there already is enough.
    [[nodiscard]] Pattern after_any() const;
    [[nodiscard]] Pattern before_any() const;

    bool operator==(const Pattern&) const = default;

private:
    std::vector<Piece> pieces_;
};

/// The dash at the front of `text`, in whatever form Kind::dash has; empty where there is none.
[[nodiscard]] std::string_view dash_at_front_of(std::string_view text) noexcept;

}  // namespace pipehound::rule
