// SPDX-License-Identifier: Apache-2.0
#include "audit/resolved_field.hpp"

#include <algorithm>

namespace pipehound::audit {

std::string_view resolved_part(std::string_view line) noexcept {
    const auto at = line.find(resolved_begin);
    return at == std::string_view::npos ? std::string_view{} : line.substr(at + 1);
}

Field take_resolved(std::string_view& rest) noexcept {
    Field field;
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) {
        rest = {};
        return field;
    }
    field.name = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const bool braced = rest.starts_with('{');
    const auto end = rest.find(quoted ? '"' : braced ? '}' : ' ');
    field.value = rest.substr(0, braced && end != std::string_view::npos ? end + 1 : end);
    rest.remove_prefix(std::min(field.value.size() + (quoted ? 1 : 0), rest.size()));
    return field;
}

}  // namespace pipehound::audit
