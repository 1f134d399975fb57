// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_value.hpp"

#include "event/text.hpp"

namespace pipehound::rule {

SigmaValue SigmaValue::read(const yaml::Node& node) {
    SigmaValue value;
    value.place = node.place();
    if (node.kind() == yaml::Node::Kind::null) {
        value.kind = Kind::null;
        return value;
    }
    value.written = yaml::scalar(node, "a value to search for");
    value.forms = {sigma_pattern(value.written)};
    return value;
}

std::optional<double> SigmaValue::number() const { return event::to_number(written); }

Pattern sigma_pattern(std::string_view written) {
    Pattern pattern;
    std::string literal;
    const auto add = [&](Pattern::Kind wildcard) {
        pattern.add(literal);
        literal.clear();
        pattern.add(wildcard);
    };
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char next = i + 1 < written.size() ? written[i + 1] : '\0';
        if (written[i] == '\\' && (next == '\\' || next == '*' || next == '?'))
            literal += written[++i];
        else if (written[i] == '*')
            add(Pattern::Kind::any_run);
        else if (written[i] == '?')
            add(Pattern::Kind::any_one);
        else
            literal += written[i];
    }
    pattern.add(literal);
    return pattern;
}

}  // namespace pipehound::rule
