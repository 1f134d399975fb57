// SPDX-License-Identifier: Apache-2.0
// What is wrong with a rule, said so that its author can mend it.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace pipehound::rule {

/// A place in a file, both counted from 1; 0: not known.
struct Place {
    std::size_t line = 0;
    std::size_t column = 0;
    bool operator==(const Place&) const = default;
};

struct Diagnostic {
    std::string file;
    Place place;
    std::string message;  ///< what is wrong
    std::string hint;     ///< what to do about it; may be empty
    bool operator==(const Diagnostic&) const = default;
};

/// "file:line:column: message (hint)", what is not known left out.
[[nodiscard]] std::string text(const Diagnostic& diagnostic);

/// A document cannot be taken. Ends the reading of this document; the readers turn it into a
/// Diagnostic and go on with the next one.
class Refusal : public std::runtime_error {
public:
    Refusal(Place where, const std::string& message, std::string what_to_do = {})
        : std::runtime_error{message}, place{where}, hint{std::move(what_to_do)} {}
    Place place;
    std::string hint;
};

}  // namespace pipehound::rule
