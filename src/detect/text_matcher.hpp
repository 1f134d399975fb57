// SPDX-License-Identifier: Apache-2.0
// A text or regex test, compiled. Immutable; copies share what is dear.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rule/condition.hpp"

namespace re2 {
class RE2;
}

namespace pipehound::detect {

/// A value to be matched, in both its forms.
struct Text {
    std::string_view as_is;
    std::string_view folded;  ///< ASCII letters small
};

class TextMatcher {
public:
    explicit TextMatcher(const rule::TextTest& test);
    /// Throws rule::Refusal where RE2 does not take the expression. `place`: of the expression.
    TextMatcher(const rule::RegexTest& test, rule::Place place);

    [[nodiscard]] bool matches(const Text& text) const;

    /// The one text that it matches, folded unless case counts; nothing where it matches several.
    [[nodiscard]] const std::string* only_text() const noexcept {
        return way_ == Way::exact ? &literal_ : nullptr;
    }
    [[nodiscard]] bool cased() const noexcept { return cased_; }

private:
    // The cheap ways cover nearly all patterns that people write.
    enum class Way : std::uint8_t { exact, prefix, suffix, contains, glob, regex };

    void choose_way(const rule::Pattern& pattern);
    [[nodiscard]] bool found(std::string_view subject) const;

    Way way_ = Way::exact;
    bool cased_ = false;
    std::string literal_;  // of the cheap ways
    std::vector<rule::Pattern::Piece> pieces_;
    std::shared_ptr<const re2::RE2> regex_;
};

/// Many matchers of one text each, asked at once. All must treat case alike.
class TextSet {
public:
    explicit TextSet(bool cased) : cased_{cased} {}
    void add(const std::string& text) { texts_.insert(text); }

    [[nodiscard]] bool has(const Text& text) const {
        return texts_.contains(cased_ ? text.as_is : text.folded);
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    bool cased_;
    std::unordered_set<std::string, Hash, std::equal_to<>> texts_;
};

/// Does the whole text fit these pieces? A `?` takes one whole UTF-8 character, or one byte that
/// is part of none.
[[nodiscard]] bool fits(std::string_view text, const std::vector<rule::Pattern::Piece>& pieces);

}  // namespace pipehound::detect
