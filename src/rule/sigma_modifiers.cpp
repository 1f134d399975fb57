// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_modifiers.hpp"

#include <algorithm>
#include <array>

#include "event/nearest_word.hpp"
#include "rule/encoding.hpp"

namespace pipehound::rule {

namespace {

using As = SigmaItem::As;

/// Replaces the forms of each text value by what `change` makes of them.
template <typename Change>
void change_patterns(SigmaItem& item, Change change) {
    for (auto& value : item.values)
        for (auto& form : value.forms) form = change(form);
}

/// Replaces them by what `encode` makes of their bytes: one text, or several, any of which will do.
template <typename Encode>
void encode_values(SigmaItem& item, Encode encode) {
    item.changed = true;
    for (auto& value : item.values) {
        const bool literal = std::all_of(value.forms.begin(), value.forms.end(),
                                         [](const Pattern& form) { return form.is_literal(); });
        if (value.forms.empty() || !literal)
            throw Refusal{value.place, "a value with wildcards cannot be encoded",
                          "escape * and ? with a backslash, or put contains last"};
        std::vector<Pattern> encoded;
        for (const auto& form : value.forms)
            for (const auto& text : encode(form.literal())) encoded.emplace_back(std::string{text});
        value.forms = std::move(encoded);
    }
}

template <ByteOrder order>
void encode_utf16(SigmaItem& item) {
    encode_values(item, [](std::string_view text) { return std::array{utf16(text, order)}; });
}

/// One byte alone decides no letter at some of the offsets: what is left there stands everywhere.
void encode_at_offsets(SigmaItem& item) {
    for (const auto& value : item.values)
        if (!value.forms.empty() && value.forms.front().is_literal() &&
            value.forms.front().literal().size() < 2)
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
    for (const auto& [kind, literal] : pattern.pieces()) {
        if (kind != Pattern::Kind::literal) wider.add(kind);
        const std::string_view text = literal;
        for (std::size_t i = 0; i < text.size();) {
            const auto size = dash_at_front_of(text.substr(i)).size();
            const bool mark = size > 0 && (i == 0 || !is_word(text[i - 1])) &&
                              i + size < text.size() && is_word(text[i + size]);
            if (mark)
                wider.add(Pattern::Kind::dash);
            else
                wider.add(text.substr(i, 1));
            i += mark ? size : 1;
        }
    }
    return wider;
}

/// The first `%name%` whose first sign no backslash stands before; empty where there is none.
std::string_view placeholder_in(std::string_view text) {
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
        if (at > 0 && text[at - 1] == '\\') continue;
        auto end = at + 1;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end > at + 1 && end < text.size() && text[end] == '%')
            return text.substr(at, end + 1 - at);
    }
    return {};
}

/// `\%` is a percent sign.
Pattern with_plain_percents(const Pattern& pattern) {
    Pattern plain;
    for (const auto& [kind, text] : pattern.pieces()) {
        if (kind != Pattern::Kind::literal) plain.add(kind);
        for (std::size_t i = 0; kind == Pattern::Kind::literal && i < text.size(); ++i)
            if (!text.substr(i).starts_with("\\%")) plain.add(text.substr(i, 1));
    }
    return plain;
}

void expand(SigmaItem& item) {
    for (const auto& value : item.values)
        if (const auto placeholder = placeholder_in(value.written); !placeholder.empty())
            throw Refusal{value.place,
                          "the placeholder " + std::string{placeholder} + " has no value",
                          "write the values themselves in its place, without expand"};
    change_patterns(item, with_plain_percents);
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

// What has become of the values so far, a bit for each: what a modifier would not take along must
// not stand before it.
using Kinds = unsigned;
constexpr Kinds bit(As as) { return 1U << static_cast<unsigned>(as); }
constexpr Kinds as_written = bit(As::text);
constexpr Kinds as_regex = bit(As::regex);
constexpr Kinds as_field = bit(As::field);
constexpr Kinds changed_text = 1U << 8;  // encoded, or widened by windash
constexpr Kinds placed_text = 1U << 9;   // contains and its like alone
constexpr Kinds date_part = 1U << 10;
constexpr Kinds as_text = as_written | changed_text | placed_text;
constexpr Kinds text_or_field = as_text | as_field;
constexpr Kinds written_or_part = as_written | date_part;
constexpr Kinds any = ~0U;

Kinds kind_of(const SigmaItem& item) {
    if (item.as != As::text) return bit(item.as);
    if (item.part != DatePart::none) return date_part;
    if (item.changed) return changed_text;
    return item.starts || item.ends ? placed_text : as_written;
}

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
    Modifier{"cidr", as_written, [](SigmaItem& item) { item.as = As::network; }},
    Modifier{"contains", text_or_field, contains},
    Modifier{"day", as_written, take_part<DatePart::day>},
    Modifier{"endswith", text_or_field, endswith},
    Modifier{"exists", as_written, [](SigmaItem& item) { item.as = As::existence; }},
    Modifier{"expand", as_written | placed_text, expand},
    Modifier{"fieldref", as_written | placed_text, [](SigmaItem& item) { item.as = As::field; }},
    Modifier{"gt", written_or_part, compare<Order::greater>},
    Modifier{"gte", written_or_part, compare<Order::greater_or_equal>},
    Modifier{"hour", as_written, take_part<DatePart::hour>},
    Modifier{"i", as_regex, [](SigmaItem& item) { item.regex.ignores_case = true; }},
    Modifier{"lt", written_or_part, compare<Order::less>},
    Modifier{"lte", written_or_part, compare<Order::less_or_equal>},
    Modifier{"m", as_regex, [](SigmaItem& item) { item.regex.multi_line = true; }},
    Modifier{"minute", as_written, take_part<DatePart::minute>},
    Modifier{"month", as_written, take_part<DatePart::month>},
    Modifier{"neq", any, [](SigmaItem& item) { item.differs = true; }},
    Modifier{"re", as_written, [](SigmaItem& item) { item.as = As::regex; }},
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
    Modifier{"week", as_written, take_part<DatePart::week>},
    Modifier{"wide", as_text, encode_utf16<ByteOrder::little>},
    Modifier{"windash", as_text,
             [](SigmaItem& item) {
                 item.changed = true;
                 change_patterns(item, with_any_dash);
             }},
    Modifier{"year", as_written, take_part<DatePart::year>},
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
    if ((found->after & kind_of(item)) == 0)
        throw Refusal{item.place,
                      "the modifier " + std::string{name} + " does not go with those before it",
                      "of " + (item.field.empty() ? "keywords" : item.field)};
    found->apply(item);
}

}  // namespace pipehound::rule
