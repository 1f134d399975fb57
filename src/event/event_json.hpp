// SPDX-License-Identifier: Apache-2.0
// A typed event with its facts as one line of JSON: what `pipehound events` prints.
#pragma once

#include <string>
#include <string_view>

#include "event/fields.hpp"

namespace pipehound::event {

/// One object on one line, without the newline: nested for ecs, flat for the others. In ASIM's
/// names ids are text. What the
/// event does not tell is absent; so is the host where `node` is empty. Printable ASCII alone (see
/// Document::line).
[[nodiscard]] std::string event_json(const Event& event, const Facts& facts, std::string_view node,
                                     Naming naming);

}  // namespace pipehound::event
