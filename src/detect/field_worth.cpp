// SPDX-License-Identifier: Apache-2.0
#include "detect/field_worth.hpp"

#include <algorithm>
#include <array>

#include "event/fields.hpp"

namespace pipehound::detect {

bool is_common(std::string_view field) {
    static constexpr std::array<std::string_view, 6> common{"event.action", "event.category",
                                                            "event.type",   "event.outcome",
                                                            "host.os.type", "data_stream.dataset"};
    return std::find(common.begin(), common.end(), field) != common.end();
}

bool is_of_relative(std::string_view field) {
    const auto in_rules = event::field_in_rules(field);
    const auto id = in_rules ? in_rules : event::asim_field(field, {});
    return id && event::fields()[event::number(*id)].needs >= event::Needs::parent_names;
}

}  // namespace pipehound::detect
