// SPDX-License-Identifier: Apache-2.0
#include "detect/regex.hpp"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using Strings = std::vector<std::string>;

/// RE2's prefilter, for one expression.
class Prefilter {
public:
    explicit Prefilter(const rule::RegexTest& test) : filter_{1} {
        int id = 0;
        sound_ = filter_.Add(expression_of(test), options_of(test), &id) == re2::RE2::NoError;
        if (sound_) filter_.Compile(&atoms_);
    }

    /// Texts in small letters, of which some stand in each text that the expression is found in.
    [[nodiscard]] const Strings& atoms() const noexcept { return atoms_; }

    /// May it be found in a text that has these atoms and no others?
    [[nodiscard]] bool may_be_found(const std::vector<int>& atoms) const {
        std::vector<int> found;
        if (sound_) filter_.AllPotentials(atoms, &found);
        return !sound_ || !found.empty();
    }

private:
    re2::FilteredRE2 filter_;
    bool sound_ = false;
    Strings atoms_;
};

/// The longest part that has one spelling: where case is ignored U+017F stands for s, and U+212A
/// for k.
std::string plain_part(const std::string& atom, bool ignores_case) {
    std::string_view best;
    for (std::size_t at = 0; at < atom.size();) {
        const auto end =
            ignores_case ? std::min(atom.find_first_of("sk", at), atom.size()) : atom.size();
        const auto part = std::string_view{atom}.substr(at, end - at);
        if (part.size() > best.size()) best = part;
        at = end + 1;
    }
    return event::folded(best);
}

/// One character tells something where it stands in few values.
bool is_telling(const std::string& literal) {
    constexpr std::string_view rare{":;|&<>$`!?*%^~@#"};
    return literal.size() > 1 ||
           (literal.size() == 1 && rare.find(literal.front()) != std::string_view::npos);
}

/// May it ask for letters beyond ASCII, of which RE2's prefilter folds some to ASCII: as they are,
/// by an escape with a number, or by a class of Unicode's?
bool goes_beyond_ascii(std::string_view expression) {
    for (auto rest = expression; rest.size() > 1; rest.remove_prefix(1))
        if (rest[0] == '\\' && std::string_view{"0123456789xpP"}.find(rest[1]) != rest.npos)
            return true;
    return !is_ascii(expression);
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string expression_of(const rule::RegexTest& test) {
    return test.multi_line ? "(?m)" + test.expression : test.expression;
}

re2::RE2::Options options_of(const rule::RegexTest& test) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!test.ignores_case);
    options.set_dot_nl(test.dot_is_any);
    return options;
}

/// An atom is dropped while those that are left must still stand in the text, at least one of them;
/// the short ones first.
std::vector<std::string> literals_of(const rule::RegexTest& test) {
    if (goes_beyond_ascii(test.expression)) return {};
    const Prefilter filter{test};
    if (filter.may_be_found({})) return {};
    const bool ignores_case = test.ignores_case || test.expression.find("(?") != std::string::npos;
    Strings parts;
    for (const auto& atom : filter.atoms()) parts.push_back(plain_part(atom, ignores_case));
    std::vector<int> order(parts.size());
    std::iota(order.begin(), order.end(), 0);
    const auto worth = [&](int number) {
        const auto& part = parts[static_cast<std::size_t>(number)];
        return std::tuple{is_telling(part), part.size(), std::string_view{part}};
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](int left, int right) { return worth(left) < worth(right); });
    std::vector<int> dropped;
    Strings needed;
    for (const auto number : order) {
        dropped.push_back(number);
        std::sort(dropped.begin(), dropped.end());
        if (!filter.may_be_found(dropped)) continue;
        std::erase(dropped, number);
        needed.push_back(parts[static_cast<std::size_t>(number)]);
    }
    const bool tells = std::all_of(needed.begin(), needed.end(), is_telling);
    return tells ? needed : Strings{};
}

}  // namespace pipehound::detect
