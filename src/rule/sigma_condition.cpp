// SPDX-License-Identifier: Apache-2.0
// A descent over tokens, one function for each strength of binding.
#include "rule/sigma_condition.hpp"

#include <algorithm>
#include <optional>

#include "event/nearest_word.hpp"
#include "event/text.hpp"

namespace pipehound::rule {

namespace {

constexpr int deepest = 64;                        // of parentheses and nots
constexpr std::size_t most_looked_at = 1'000'000;  // identifiers, by all parts together

struct Token {
    std::string text;
    std::string word;  // the same in small letters: how keywords are known
    std::size_t at = 0;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_sign(char c) { return c == '(' || c == ')' || c == '|'; }

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < text.size();) {
        if (is_space(text[i])) {
            ++i;
            continue;
        }
        auto end = i + 1;
        while (!is_sign(text[i]) && end < text.size() && !is_space(text[end]) &&
               !is_sign(text[end]))
            ++end;
        const auto token = text.substr(i, end - i);
        tokens.push_back({std::string{token}, event::folded(token), i});
        i = end;
    }
    return tokens;
}

/// Does `name` fit a pattern with `*` for any run? A mismatch goes back to the last `*` alone: the
/// usual walk, at most name times pattern.
bool fits(std::string_view name, std::string_view pattern) {
    std::size_t star = std::string_view::npos;
    std::size_t behind_run = 0;
    std::size_t i = 0;
    for (std::size_t at = 0; at < name.size();) {
        if (i < pattern.size() && pattern[i] == '*') {
            star = i++;
            behind_run = at;
        } else if (i < pattern.size() && pattern[i] == name[at]) {
            ++i, ++at;
        } else {
            if (star == std::string_view::npos) return false;
            i = star + 1;
            at = ++behind_run;
        }
    }
    return pattern.find_first_not_of('*', i) == std::string_view::npos;
}

class Parser {
public:
    Parser(std::string_view text, Place place, const Selections& selections)
        : tokens_{tokens_of(text)}, place_{place}, end_{text.size()}, selections_{selections} {}

    ConditionPtr parse() {
        if (tokens_.empty()) throw Refusal{place_, "the condition is empty"};
        auto condition = parse_or();
        if (next_ == tokens_.size()) return condition;
        if (tokens_[next_].text == "|") refuse_aggregation();
        throw Refusal{here(), '"' + tokens_[next_].text + "\" is not expected here",
                      "join parts with and, or, not"};
    }

private:
    ConditionPtr parse_or() {
        std::vector<ConditionPtr> parts{parse_and()};
        while (take("or")) parts.push_back(parse_and());
        return any_of(std::move(parts));
    }

    ConditionPtr parse_and() {
        std::vector<ConditionPtr> parts{parse_not()};
        while (take("and")) parts.push_back(parse_not());
        return all_of(std::move(parts));
    }

    ConditionPtr parse_not() {
        const auto place = here();
        if (++depth_ > deepest)
            throw Refusal{place, "the condition is nested too deep",
                          "at most " + std::to_string(deepest) + " levels are read"};
        auto condition = take("not") ? not_of(parse_not()) : parse_operand();
        --depth_;
        return condition;
    }

    ConditionPtr parse_operand() {
        if (take("(")) {
            auto condition = parse_or();
            if (!take(")")) throw Refusal{here(), "a closing parenthesis is missing"};
            return condition;
        }
        const auto place = here();
        const auto token = take_any();
        if (next_ < tokens_.size() && tokens_[next_].word == "of") return parse_of(token, place);
        return find(token.text, place);
    }

    ConditionPtr parse_of(const Token& quantifier, Place place) {
        ++next_;
        const bool all = quantifier.word == "all";
        if (!all && quantifier.word != "1" && quantifier.word != "any")
            throw Refusal{place, '"' + quantifier.text + " of\" is not known",
                          "write 1 of, any of, or all of"};
        const auto pattern_place = here();
        auto parts = matching(take_any(), pattern_place);
        return all ? all_of(std::move(parts)) : any_of(std::move(parts));
    }

    /// Identifiers that begin with _ belong to no quantifier, unless the pattern does so, too.
    std::vector<ConditionPtr> matching(const Token& token, Place place) {
        look_at_all(place);
        const auto pattern = token.word == "them" ? std::string{"*"} : token.text;
        std::vector<ConditionPtr> parts;
        for (const auto& [name, condition] : selections_)
            if (fits(name, pattern) && (!name.starts_with('_') || pattern.starts_with('_')))
                parts.push_back(condition);
        if (parts.empty()) throw Refusal{place, "no search identifier fits " + token.text, known()};
        return parts;
    }

    /// A few kilobytes of "1 of them or 1 of them ..." would mean billions of parts.
    void look_at_all(Place place) {
        looked_at_ += selections_.size();
        if (looked_at_ > most_looked_at)
            throw Refusal{place, "the condition is too large", "split the rule"};
    }

    ConditionPtr find(const std::string& name, Place place) {
        look_at_all(place);
        const auto found = std::find_if(selections_.begin(), selections_.end(),
                                        [&](const auto& s) { return s.first == name; });
        if (found != selections_.end()) return found->second;
        if (name == "|") refuse_aggregation();
        std::vector<std::string> names;
        for (const auto& selection : selections_) names.push_back(selection.first);
        const auto meant = event::nearest_word(name, names);
        throw Refusal{place, "there is no search identifier " + name,
                      meant ? "did you mean " + *meant + '?' : known()};
    }

    [[noreturn]] void refuse_aggregation() {
        throw Refusal{here(), "aggregations behind | are no longer Sigma",
                      "write a correlation document"};
    }

    [[nodiscard]] std::string known() const {
        std::string names = "defined are:";
        for (const auto& [name, condition] : selections_) names += ' ' + name;
        return names.substr(0, 200);
    }

    [[nodiscard]] bool take(std::string_view word) {
        if (next_ == tokens_.size() || tokens_[next_].word != word) return false;
        ++next_;
        return true;
    }

    Token take_any() {
        if (next_ == tokens_.size()) throw Refusal{here(), "the condition ends too early"};
        return tokens_[next_++];
    }

    [[nodiscard]] Place here() const {
        if (place_.line == 0) return place_;
        return {place_.line, place_.column + (next_ < tokens_.size() ? tokens_[next_].at : end_)};
    }

    std::vector<Token> tokens_;
    Place place_;
    std::size_t end_;
    const Selections& selections_;
    std::size_t next_ = 0;
    int depth_ = 0;
    std::size_t looked_at_ = 0;
};

}  // namespace

ConditionPtr parse_sigma_condition(std::string_view text, Place place,
                                   const Selections& selections) {
    return Parser{text, place, selections}.parse();
}

}  // namespace pipehound::rule
