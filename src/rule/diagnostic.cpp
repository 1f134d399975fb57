// SPDX-License-Identifier: Apache-2.0
#include "rule/diagnostic.hpp"

namespace pipehound::rule {

std::string text(const Diagnostic& diagnostic) {
    auto line = diagnostic.file;
    for (const auto number : {diagnostic.place.line, diagnostic.place.column})
        if (number > 0) line += ':' + std::to_string(number);
    line += ": " + diagnostic.message;
    return diagnostic.hint.empty() ? line : line + " (" + diagnostic.hint + ')';
}

}  // namespace pipehound::rule
