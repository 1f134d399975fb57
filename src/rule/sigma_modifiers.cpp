// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_modifiers.hpp"

#include <algorithm>
#include <array>

#include "event/nearest_word.hpp"
#include "rule/encoding.hpp"

namespace pipehound::rule {

namespace {

using As = SigmaItem::As;

/// Replaces each text value by what `change` makes of its pattern.
template <typename Change>
void change_patterns(SigmaItem& item, Change change) {
    for (auto& value : item.values)
        if (value.kind == SigmaValue::Kind::text) value.pattern = change(value.pattern);
}

/// Replaces each text value by what `encode` makes of its bytes: one text, or several.
template <typename Encode>
void encode_values(SigmaItem& item, Encode encode) {
    std::vector<SigmaValue> encoded;
    for (const auto& value : item.values) {
        if (value.kind != SigmaValue::Kind::text || !value.pattern.is_literal())
            throw Refusal{value.place, "a value with wildcards cannot be encoded",
                          "escape * and ? with a backslash, or put contains last"};
        for (const auto& text : encode(value.pattern.literal())) {
            encoded.push_back(value);
            encoded.back().pattern = Pattern{std::string{text}};
        }
    }
    item.values = std::move(encoded);
}

template <ByteOrder order>
void encode_utf16(SigmaItem& item) {
    encode_values(item, [](std::string_view text) { return std::array{utf16(text, order)}; });
}

/// One byte alone decides no letter at some of the offsets: what is left there stands everywhere.
void encode_at_offsets(SigmaItem& item) {
    for (const auto& value : item.values)
        if (value.pattern.literal().size() < 2 && value.pattern.is_literal())
            throw Refusal{value.place,
                          '"' + value.written + "\" is too short to be found at any offset",
                          "give two characters or more"};
    encode_values(item, base64_at_offsets);
}

void contains(SigmaItem& item) {
    item.starts = item.ends = true;
    change_patterns(item, [](const Pattern& p) { return p.after_any().before_any(); });
}

void startswith(SigmaItem& item) {
    item.starts = true;
    change_patterns(item, [](const Pattern& p) { return p.before_any(); });
}

void endswith(SigmaItem& item) {
    item.ends = true;
    change_patterns(item, [](const Pattern& p) { return p.after_any(); });
}

bool is_word(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A dash or slash at the beginning of a word is an option's mark: \B[-/]\b as pySigma has it.
Pattern with_any_dash(const Pattern& pattern) {
    Pattern wider;
    for (const auto& [kind, text] : pattern.pieces()) {
        if (kind != Pattern::Kind::literal) wider.add(kind);
        for (std::size_t i = 0; kind == Pattern::Kind::literal && i < text.size(); ++i) {
            const bool mark = (text[i] == '-' || text[i] == '/') &&
                              (i == 0 || !is_word(text[i - 1])) && i + 1 < text.size() &&
                              is_word(text[i + 1]);
            if (mark)
                wider.add(Pattern::Kind::dash);
            else
                wider.add(std::string_view{text}.substr(i, 1));
        }
    }
    return wider;
}

void refuse_placeholders(SigmaItem& item) {
    for (const auto& value : item.values) {
        const auto begin = value.written.find('%');
        const auto end = value.written.find('%', begin + 1);
        if (begin == std::string::npos || end == std::string::npos || end == begin + 1) continue;
        if (begin > 0 && value.written[begin - 1] == '\\') continue;
        throw Refusal{
            value.place,
            "the placeholder " + value.written.substr(begin, end - begin + 1) + " has no value",
            "write the values themselves in its place, without expand"};
    }
}

template <Order order>
void compare(SigmaItem& item) {
    item.as = As::number;
    item.order = order;
}

template <DatePart part>
void take_part(SigmaItem& item) {
    item.part = part;
}

void need_two(SigmaItem& item) {
    if (item.values.size() < 2)
        throw Refusal{item.place, "all wants a list of two values or more",
                      "leave all out where there is one value"};
    item.all = true;
}

using Kinds = unsigned;
constexpr Kinds bit(As as) { return 1U << static_cast<unsigned>(as); }
constexpr Kinds as_text = bit(As::text);
constexpr Kinds text_or_field = as_text | bit(As::field);
constexpr Kinds as_regex = bit(As::regex);
constexpr Kinds any = ~0U;

struct Modifier {
    std::string_view name;
    Kinds after;  ///< what the values may be when it comes
    void (*apply)(SigmaItem& item);
};

constexpr std::array modifiers{
    Modifier{"all", any, need_two},
    Modifier{"base64", as_text,
             [](SigmaItem& item) {
                 encode_values(item, [](auto bytes) { return std::array{base64(bytes)}; });
             }},
    Modifier{"base64offset", as_text, encode_at_offsets},
    Modifier{"cased", text_or_field, [](SigmaItem& item) { item.cased = true; }},
    Modifier{"cidr", as_text, [](SigmaItem& item) { item.as = As::network; }},
    Modifier{"contains", text_or_field, contains},
    Modifier{"day", as_text, take_part<DatePart::day>},
    Modifier{"endswith", text_or_field, endswith},
    Modifier{"exists", as_text, [](SigmaItem& item) { item.as = As::existence; }},
    Modifier{"expand", as_text, refuse_placeholders},
    Modifier{"fieldref", as_text, [](SigmaItem& item) { item.as = As::field; }},
    Modifier{"gt", as_text, compare<Order::greater>},
    Modifier{"gte", as_text, compare<Order::greater_or_equal>},
    Modifier{"hour", as_text, take_part<DatePart::hour>},
    Modifier{"i", as_regex, [](SigmaItem& item) { item.regex.ignores_case = true; }},
    Modifier{"lt", as_text, compare<Order::less>},
    Modifier{"lte", as_text, compare<Order::less_or_equal>},
    Modifier{"m", as_regex, [](SigmaItem& item) { item.regex.multi_line = true; }},
    Modifier{"minute", as_text, take_part<DatePart::minute>},
    Modifier{"month", as_text, take_part<DatePart::month>},
    Modifier{"neq", any, [](SigmaItem& item) { item.differs = true; }},
    Modifier{"re", as_text, [](SigmaItem& item) { item.as = As::regex; }},
    Modifier{"s", as_regex, [](SigmaItem& item) { item.regex.dot_is_any = true; }},
    Modifier{"startswith", text_or_field, startswith},
    Modifier{"utf16", as_text,
             [](SigmaItem& item) {
                 encode_values(item, [](std::string_view text) {
                     return std::array{"\xff\xfe" + utf16(text, ByteOrder::little)};
                 });
             }},
    Modifier{"utf16be", as_text, encode_utf16<ByteOrder::big>},
    Modifier{"utf16le", as_text, encode_utf16<ByteOrder::little>},
    Modifier{"week", as_text, take_part<DatePart::week>},
    Modifier{"wide", as_text, encode_utf16<ByteOrder::little>},
    Modifier{"windash", as_text, [](SigmaItem& item) { change_patterns(item, with_any_dash); }},
    Modifier{"year", as_text, take_part<DatePart::year>},
};

std::string hint_for(std::string_view name) {
    std::vector<std::string> names;
    for (const auto& modifier : modifiers) names.emplace_back(modifier.name);
    if (const auto meant = event::nearest_word(name, names)) return "did you mean " + *meant + '?';
    return "the modifiers are those of sigma-specification 2.1";
}

}  // namespace

void apply_modifier(std::string_view name, SigmaItem& item) {
    const auto* const found = std::find_if(modifiers.begin(), modifiers.end(),
                                           [name](const auto& m) { return m.name == name; });
    if (found == modifiers.end())
        throw Refusal{item.place, "unknown modifier " + std::string{name}, hint_for(name)};
    if ((found->after & bit(item.as)) == 0)
        throw Refusal{item.place,
                      "the modifier " + std::string{name} + " does not go with those before it",
                      "of " + (item.field.empty() ? "keywords" : item.field)};
    found->apply(item);
}

}  // namespace pipehound::rule
