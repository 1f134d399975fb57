// SPDX-License-Identifier: Apache-2.0
#include "event/event_json.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "event/asim.hpp"
#include "event/document.hpp"

namespace pipehound::event {

namespace {

struct ToJson {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(Texts texts) const {
        return Json(std::vector<std::string>(texts.begin(), texts.end()));
    }
    Json operator()(Words words) const {
        return Json(std::vector<std::string_view>(words.begin(), words.end()));
    }
    template <typename Plain>
    Json operator()(const Plain& plain) const {
        return Json(plain);
    }
};

/// ASIM keeps ids as text, so that they may be numbers on one system and none on another.
Value as_asim_keeps_it(std::string_view column, Value value) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || asim_column_type(column) != AsimColumnType::text) return value;
    return std::to_string(*number);
}

bool is_asim(Naming naming) {
    return std::find(asim_namings.begin(), asim_namings.end(), naming) != asim_namings.end();
}

}  // namespace

std::string event_json(const Event& event, const Facts& facts, std::string_view node,
                       Naming naming) {
    const Subject subject{event, facts, node};
    Document document;
    for (const Field& field : fields()) {
        const auto name = field.name(naming);
        if (name.empty()) continue;
        auto answer = field.read(subject);
        if (is_asim(naming)) answer = as_asim_keeps_it(name, std::move(answer));
        Json value = std::visit(ToJson{}, answer);
        if (naming == Naming::ecs)
            document.set(name, std::move(value));
        else
            document.set_flat(name, std::move(value));
    }
    return document.line();
}

}  // namespace pipehound::event
