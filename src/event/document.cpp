// SPDX-License-Identifier: Apache-2.0
#include "event/document.hpp"

namespace pipehound::event {

namespace {

bool tells_nothing(const Json& value) {
    if (value.is_string()) return value.get_ref<const std::string&>().empty();
    return value.empty();  // null, [] and {}; numbers and booleans are never empty
}

}  // namespace

void Document::set(std::string_view path, Json value) {
    if (tells_nothing(value)) return;
    Json* object = &root_;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
        object = &(*object)[std::string{path.substr(0, dot)}];
        path.remove_prefix(dot + 1);
    }
    (*object)[std::string{path}] = std::move(value);
}

void Document::set_flat(std::string_view key, Json value) {
    if (!tells_nothing(value)) root_[std::string{key}] = std::move(value);
}

}  // namespace pipehound::event
