// SPDX-License-Identifier: Apache-2.0
// An alert as one line of JSON in the names of the Elastic Common Schema 8; doc/alert-format.md
// documents each field.
#pragma once

#include <string>

#include "alert/alert.hpp"
#include "alert/context.hpp"

namespace pipehound::alert {

/// Nested objects on one line, without the newline, of printable ASCII alone. Unknown is absent.
/// Never throws for what the alert holds: bytes that are not UTF-8 read as U+FFFD; the records that
/// the serials name have them untouched.
[[nodiscard]] std::string ecs_json(const Alert& alert, const Context& context = {});

}  // namespace pipehound::alert
