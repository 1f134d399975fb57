// SPDX-License-Identifier: Apache-2.0
// Alerts on standard output as they are found: for a person, or one JSON object a line, in ECS's
// names or in ASIM's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "alert/alert.hpp"
#include "event/asim.hpp"
#include "standard_output.hpp"

namespace pipehound::plugin {

class AlertPrinter {
public:
    enum class Form : std::uint8_t { text, json, asim };

    explicit AlertPrinter(Form form);

    /// Written through at once; `shown`: of ASIM's columns. Throws as StandardOutput does.
    void print(const alert::Alert& alert, const event::AsimProjection& shown = {});

private:
    [[nodiscard]] std::string form(const alert::Alert& alert,
                                   const event::AsimProjection& shown) const;

    Form form_;
    bool colour_;
    bool first_ = true;
    StandardOutput output_;
};

}  // namespace pipehound::plugin
