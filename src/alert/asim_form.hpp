// SPDX-License-Identifier: Apache-2.0
// An alert as one line of JSON in the columns of Microsoft Sentinel's ASIM, for a custom table;
// doc/alert-format.md documents each.
#pragma once

#include <string>
#include <vector>

#include "alert/alert.hpp"
#include "alert/context.hpp"
#include "event/asim.hpp"

namespace pipehound::alert {

/// One flat object but for AdditionalFields, which is of the type dynamic there: without the
/// newline, of printable ASCII alone. Unknown is absent; but null in the columns that are chosen,
/// so that all rows have them. Never throws for what the alert holds.
[[nodiscard]] std::string asim_json(const Alert& alert, const Context& context = {},
                                    const event::AsimProjection& shown = {});

}  // namespace pipehound::alert
