// SPDX-License-Identifier: Apache-2.0
#include "detect/text_matcher.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "detect/regex.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using rule::Pattern;
using Pieces = std::vector<Pattern::Piece>;

std::string expression_of(const Pattern& pattern) {
    std::string expression = "^";
    for (const auto& [kind, text] : pattern.pieces()) {
        switch (kind) {
            case Pattern::Kind::literal:
                expression += re2::RE2::QuoteMeta(text);
                break;
            case Pattern::Kind::any_run:
                expression += ".*";
                break;
            case Pattern::Kind::any_one:
                expression += '.';
                break;
            case Pattern::Kind::dash:
                expression += "[-/\xe2\x80\x93\xe2\x80\x94\xe2\x80\x95]";
                break;
        }
    }
    return expression + '$';
}

std::size_t character_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length > text.size() || lead > 0xf4) return 1;
    const bool sound = std::all_of(text.begin() + 1, text.begin() + static_cast<long>(length),
                                   [](char c) { return (c & '\xc0') == '\x80'; });
    return sound ? length : 1;
}

/// What a byte that is no UTF-8 reads as where the expression wants characters.
std::string sound_utf8(std::string_view text) {
    std::string sound;
    for (std::size_t i = 0; i < text.size();) {
        const auto length = character_length(text.substr(i));
        const bool broken = length == 1 && static_cast<unsigned char>(text[i]) >= 0x80;
        sound += broken ? std::string_view{"\xef\xbf\xbd"} : text.substr(i, length);
        i += length;
    }
    return sound;
}

bool is_sound_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = character_length(text.substr(i));
        if (length == 1 && static_cast<unsigned char>(text[i]) >= 0x80) return false;
        i += length;
    }
    return true;
}

/// Letters beyond ASCII are folded by RE2. It takes characters only: what is none, as a text in
/// UTF-16, is compared byte by byte.
bool needs_regex(const Pattern& pattern, bool cased) {
    const auto& pieces = pattern.pieces();
    const auto is_ascii_alone = [](const auto& piece) { return is_ascii(piece.text); };
    const auto is_sound = [](const auto& piece) { return is_sound_utf8(piece.text); };
    return !cased && !std::all_of(pieces.begin(), pieces.end(), is_ascii_alone) &&
           std::all_of(pieces.begin(), pieces.end(), is_sound);
}

/// Does a character of `text` reach over this place? A lead byte is never inside another one.
bool is_inside_character(std::string_view text, std::size_t at) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(at, 3); ++back)
        if (character_length(text.substr(at - back)) > back) return true;
    return false;
}

/// Takes the piece off the front of `rest`, the end of `text`; false where it is not there. Not for
/// runs.
bool take(std::string_view text, std::string_view& rest, const Pattern::Piece& piece) {
    if (piece.kind == Pattern::Kind::any_one) {
        if (rest.empty() || is_inside_character(text, text.size() - rest.size())) return false;
        rest.remove_prefix(character_length(rest));
        return true;
    }
    const auto found = piece.kind == Pattern::Kind::dash ? rule::dash_at_front_of(rest)
                                                         : std::string_view{piece.text};
    if (!rest.starts_with(found)) return false;
    rest.remove_prefix(found.size());
    return piece.kind != Pattern::Kind::dash || !found.empty();
}

}  // namespace

/// The usual walk: a mismatch goes back to the last run and lets it take one byte more. A later run
/// makes an earlier one final, so this is at most text times pattern.
bool fits(std::string_view text, const Pieces& pieces) {
    struct Mark {
        std::size_t piece;
        std::string_view rest;
    };
    std::optional<Mark> run;
    auto rest = text;
    for (std::size_t i = 0;;) {
        if (i == pieces.size() && rest.empty()) return true;
        if (i < pieces.size() && pieces[i].kind == Pattern::Kind::any_run) {
            if (++i == pieces.size()) return true;
            run = Mark{i, rest};
        } else if (i < pieces.size() && take(text, rest, pieces[i])) {
            ++i;
        } else {
            if (!run || run->rest.empty()) return false;
            run->rest.remove_prefix(1);
            i = run->piece;
            rest = run->rest;
        }
    }
}

TextMatcher::TextMatcher(const rule::TextTest& test) : cased_{test.cased} {
    if (needs_regex(test.pattern, cased_)) {
        rule::RegexTest regex{expression_of(test.pattern), !cased_, false, true};
        *this = TextMatcher{regex, {}};
        return;
    }
    choose_way(test.pattern);
    if (cased_) return;
    literal_ = event::folded(literal_);
    for (auto& piece : pieces_) piece.text = event::folded(piece.text);
}

void TextMatcher::choose_way(const Pattern& pattern) {
    const auto& pieces = pattern.pieces();
    const auto is_run = [](const Pattern::Piece& p) { return p.kind == Pattern::Kind::any_run; };
    const auto is_literal = [](const Pattern::Piece& p) {
        return p.kind == Pattern::Kind::literal;
    };
    if (pattern.is_literal()) {
        literal_ = pattern.literal();
    } else if (pieces.size() == 1 && is_run(pieces[0])) {
        way_ = Way::contains;
    } else if (pieces.size() == 2 && is_literal(pieces[0]) && is_run(pieces[1])) {
        way_ = Way::prefix;
        literal_ = pieces[0].text;
    } else if (pieces.size() == 2 && is_run(pieces[0]) && is_literal(pieces[1])) {
        way_ = Way::suffix;
        literal_ = pieces[1].text;
    } else if (pieces.size() == 3 && is_run(pieces[0]) && is_literal(pieces[1]) &&
               is_run(pieces[2])) {
        way_ = Way::contains;
        literal_ = pieces[1].text;
    } else {
        way_ = Way::glob;
        pieces_ = pieces;
    }
}

TextMatcher::TextMatcher(const rule::RegexTest& test, rule::Place place)
    : way_{Way::regex}, cased_{true} {
    auto regex = std::make_shared<re2::RE2>(expression_of(test), options_of(test));
    if (!regex->ok())
        throw rule::Refusal{place, "the regular expression is not understood: " + regex->error(),
                            "RE2's syntax holds, without look-around and back-references"};
    regex_ = std::move(regex);
}

bool TextMatcher::matches(const Text& text) const {
    const auto subject = cased_ ? text.as_is : text.folded;
    switch (way_) {
        case Way::exact:
            return subject == literal_;
        case Way::prefix:
            return subject.starts_with(literal_);
        case Way::suffix:
            return subject.ends_with(literal_);
        case Way::contains:
            return subject.find(literal_) != std::string_view::npos;
        case Way::glob:
            return fits(subject, pieces_);
        case Way::regex:
            return found(subject);
    }
    return false;
}

/// A byte that is no UTF-8, put there to evade, reads as a character that `.` takes.
bool TextMatcher::found(std::string_view subject) const {
    if (!is_ascii(subject)) return re2::RE2::PartialMatch(sound_utf8(subject), *regex_);
    return re2::RE2::PartialMatch(re2::StringPiece{subject.data(), subject.size()}, *regex_);
}

}  // namespace pipehound::detect
