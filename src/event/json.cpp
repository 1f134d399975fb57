// SPDX-License-Identifier: Apache-2.0
#include "event/json.hpp"

namespace pipehound::event {

std::string json_line(const Json& json) {
    constexpr bool ascii_only = true;
    return json.dump(-1, ' ', ascii_only, Json::error_handler_t::replace);
}

Json parse_json(std::string_view text) { return Json::parse(text); }

}  // namespace pipehound::event
