// SPDX-License-Identifier: Apache-2.0
#include "alert_printer.hpp"

#include <unistd.h>

#include <cstdlib>

#include "alert/asim_form.hpp"
#include "alert/ecs_form.hpp"
#include "alert/text_form.hpp"

namespace pipehound::plugin {

namespace {

/// https://no-color.org: any value that is not empty.
bool wants_colour() {
    const char* const refused = std::getenv("NO_COLOR");
    return ::isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0');
}

}  // namespace

AlertPrinter::AlertPrinter(Form form) : form_{form}, colour_{wants_colour()} {}

void AlertPrinter::print(const alert::Alert& alert, const event::AsimProjection& shown) {
    if (form_ == Form::text && !first_) output_.write("\n");
    first_ = false;
    output_.write(form(alert, shown));
    output_.flush();
}

/// A stored log without `node=` does not tell its host, and this one need not be it: no host is
/// named then.
std::string AlertPrinter::form(const alert::Alert& alert,
                               const event::AsimProjection& shown) const {
    if (form_ == Form::json) return alert::ecs_json(alert) + '\n';
    if (form_ == Form::asim) return alert::asim_json(alert, {}, shown) + '\n';
    alert::Style style;
    style.colour = colour_;
    return alert::text(alert, style);
}

}  // namespace pipehound::plugin
