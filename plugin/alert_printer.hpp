// SPDX-License-Identifier: Apache-2.0
// Alerts on standard output as they are found: for a person, or one JSON object a line.
#pragma once

#include <cstdint>

#include "alert/alert.hpp"
#include "standard_output.hpp"

namespace pipehound::plugin {

class AlertPrinter {
public:
    enum class Form : std::uint8_t { text, json };

    explicit AlertPrinter(Form form);

    /// Written through at once. Throws as StandardOutput does.
    void print(const alert::Alert& alert);

private:
    [[nodiscard]] std::string form(const alert::Alert& alert) const;

    Form form_;
    bool colour_;
    bool first_ = true;
    StandardOutput output_;
};

}  // namespace pipehound::plugin
