// SPDX-License-Identifier: Apache-2.0
#include "rule/function_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <variant>

#include "event/text.hpp"
#include "event/utf16.hpp"

namespace pipehound::rule {

namespace {

using Arguments = std::vector<Literal>;

// What a literal is, where a function asks for it.

/// Without an exponent: what is told as text is asked as a number again.
std::string number_text(double number) {
    std::array<char, 400> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                            std::chars_format::fixed);
    std::string text{digits.data(), end};
    return text.find_first_of(".n") == std::string::npos ? text + ".0" : text;
}

using Number = std::variant<std::int64_t, double>;

double as_double(const Number& number) {
    return std::visit([](auto value) { return static_cast<double>(value); }, number);
}

std::optional<Number> whole_number(std::string_view text, int base) {
    std::int64_t whole = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, whole, base);
    if (error != std::errc{} || rest != end || text.empty()) return std::nullopt;
    return whole;
}

std::optional<Number> number_of(const Literal& literal) {
    if (const auto* number = std::get_if<std::int64_t>(&literal)) return *number;
    if (const auto* number = std::get_if<double>(&literal)) return *number;
    const auto* const text = std::get_if<std::string>(&literal);
    if (text == nullptr) return std::nullopt;
    if (const auto whole = whole_number(*text, 10)) return whole;
    if (const auto broken = event::to_number(*text)) return *broken;
    return std::nullopt;
}

std::optional<std::int64_t> position_of(const Literal& literal) {
    const auto number = number_of(literal);
    if (!number) return std::nullopt;
    if (const auto* whole = std::get_if<std::int64_t>(&*number)) return *whole;
    return std::nullopt;
}

std::string comparable(const Literal& literal, bool ignores_case) {
    auto text = text_of(literal);
    return ignores_case ? event::folded(text) : text;
}

// The functions. Each takes arguments of which none is null; nothing: null.

using Result = std::optional<Literal>;

/// Whole numbers wrap around as Java's do.
std::int64_t wrapped(Function function, std::int64_t left, std::int64_t right) {
    const auto a = static_cast<std::uint64_t>(left);
    const auto b = static_cast<std::uint64_t>(right);
    const auto result = function == Function::add        ? a + b
                        : function == Function::subtract ? a - b
                                                         : a * b;
    return static_cast<std::int64_t>(result);
}

Result whole_quotient(Function function, std::int64_t left, std::int64_t right) {
    if (right == 0) return std::nullopt;
    if (right == -1)  // the least number has no opposite
        return function == Function::divide ? Literal{wrapped(Function::subtract, 0, left)}
                                            : Literal{std::int64_t{0}};
    return function == Function::divide ? Literal{left / right} : Literal{left % right};
}

Result calculated(Function function, double left, double right) {
    if (function == Function::add) return left + right;
    if (function == Function::subtract) return left - right;
    if (function == Function::multiply) return left * right;
    if (right == 0) return std::nullopt;
    return function == Function::divide ? left / right : std::fmod(left, right);
}

Result arithmetic(Function function, const Arguments& given) {
    const auto left = number_of(given[0]);
    const auto right = number_of(given[1]);
    if (!left || !right) return std::nullopt;
    const auto* const a = std::get_if<std::int64_t>(&*left);
    const auto* const b = std::get_if<std::int64_t>(&*right);
    if (a == nullptr || b == nullptr)
        return calculated(function, as_double(*left), as_double(*right));
    const bool divides = function == Function::divide || function == Function::modulo;
    return divides ? whole_quotient(function, *a, *b) : Literal{wrapped(function, *a, *b)};
}

/// The text between the first `left` and the `right` behind it, the last one where greedy. Where
/// either is missing: an empty text; where either is empty: the whole.
Result between(const Arguments& given, bool ignores_case) {
    const auto whole = text_of(given[0]);
    const auto searched = comparable(given[0], ignores_case);
    const auto left = comparable(given[1], ignores_case);
    const auto right = comparable(given[2], ignores_case);
    const bool greedy = given.size() > 3 && text_of(given[3]) == "true";
    if (left.empty() || right.empty()) return whole;
    const auto at = searched.find(left);
    if (at == std::string::npos) return std::string{};
    const auto begin = at + left.size();
    const auto end = greedy ? searched.rfind(right) : searched.find(right, begin);
    if (end == std::string::npos || end < begin) return std::string{};
    return whole.substr(begin, end - begin);
}

Result index_of(const Arguments& given, bool ignores_case) {
    const auto start = given.size() > 2 ? position_of(given[2]) : std::int64_t{0};
    if (!start) return std::nullopt;
    const auto text = comparable(given[0], ignores_case);
    const auto from = static_cast<std::size_t>(std::max<std::int64_t>(*start, 0));
    const auto rest = event::utf16_slice(text, from, text.size());
    const auto at = rest.find(comparable(given[1], ignores_case));
    if (at == std::string_view::npos) return std::nullopt;
    const auto before = text.size() - rest.size() + at;
    return static_cast<std::int64_t>(event::utf16_length(std::string_view{text}.substr(0, before)));
}

Result substring(const Arguments& given) {
    const auto text = text_of(given[0]);
    const auto length = static_cast<std::int64_t>(event::utf16_length(text));
    const auto within = [length](std::int64_t position) {
        return std::clamp<std::int64_t>(position < 0 ? position + length : position, 0, length);
    };
    const auto start = position_of(given[1]);
    const auto end = given.size() > 2 ? position_of(given[2]) : length;
    if (!start || !end) return std::nullopt;
    return std::string{event::utf16_slice(text, static_cast<std::size_t>(within(*start)),
                                          static_cast<std::size_t>(within(*end)))};
}

/// As Java's Double.valueOf: ".5", "1e3", with blanks around.
std::optional<double> broken_number(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    text = text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
    if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

/// "0x1f" reads in base 16 whether that is said or not.
Result number(const Arguments& given) {
    if (!std::holds_alternative<std::string>(given[0])) return given[0];
    std::string_view text{std::get<std::string>(given[0])};
    const auto said = given.size() > 1 ? position_of(given[1]) : std::nullopt;
    const bool marked = text.starts_with("0x") && (!said || *said == 16);
    const auto base = marked ? 16 : said.value_or(10);
    if (base < 2 || base > 36) return std::nullopt;
    if (marked) text.remove_prefix(2);
    if (text.starts_with('+') && text.find_first_of("+-", 1) == std::string_view::npos)
        text.remove_prefix(1);
    if (const auto whole = whole_number(text, static_cast<int>(base)))
        return Literal{std::get<std::int64_t>(*whole)};
    if (const auto broken = base == 10 ? broken_number(text) : std::nullopt) return *broken;
    return std::nullopt;
}

Result concat(const Arguments& given) {
    std::string text;
    for (const auto& part : given) text += text_of(part);
    return text;
}

}  // namespace

std::string text_of(const Literal& literal) {
    if (const auto* text = std::get_if<std::string>(&literal)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&literal)) return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&literal)) return number_text(*number);
    if (const auto* truth = std::get_if<bool>(&literal)) return *truth ? "true" : "false";
    return {};
}

std::optional<Literal> value_of(Function function, bool ignores_case,
                                const std::vector<Literal>& given) {
    const auto text = [&](std::size_t i) { return comparable(given[i], ignores_case); };
    switch (function) {
        case Function::add:
        case Function::subtract:
        case Function::multiply:
        case Function::divide:
        case Function::modulo:
            return arithmetic(function, given);
        case Function::between:
            return between(given, ignores_case);
        case Function::cidr_match:
            break;
        case Function::concat:
            return concat(given);
        case Function::ends_with:
            return text(0).ends_with(text(1));
        case Function::index_of:
            return index_of(given, ignores_case);
        case Function::length:
            return static_cast<std::int64_t>(event::utf16_length(text_of(given[0])));
        case Function::number:
            return number(given);
        case Function::starts_with:
            return text(0).starts_with(text(1));
        case Function::string:
            return text_of(given[0]);
        case Function::string_contains:
            return !text(1).empty() && text(0).find(text(1)) != std::string::npos;
        case Function::substring:
            return substring(given);
    }
    return std::nullopt;
}

}  // namespace pipehound::rule
