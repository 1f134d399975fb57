// SPDX-License-Identifier: Apache-2.0
// What files of queries share, whatever language they are in.
#pragma once

#include <string>
#include <string_view>

#include "event/fingerprint.hpp"
#include "event/text.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

/// What a query is called by its file: "fifo" of "rules/fifo.eql".
[[nodiscard]] inline std::string stem(std::string_view file) {
    const auto name = event::base_name(file);
    const auto point = name.rfind('.');
    return std::string{point == 0 ? name : name.substr(0, point)};
}

[[nodiscard]] inline std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

/// Of the query itself: blanks and comments do not matter.
template <typename Tokens>
[[nodiscard]] std::string fingerprint(const Tokens& tokens) {
    event::Fingerprint print;
    for (const auto& token : tokens)
        print.add(static_cast<std::uint64_t>(token.kind)).add(token.text);
    return print.text();
}

/// The same query under two names is two rules, so that whoever looks for either finds it.
[[nodiscard]] inline std::string id_of(const Meta& meta) {
    return event::Fingerprint{}.add(meta.name).add(meta.fingerprint).text();
}

}  // namespace pipehound::rule
