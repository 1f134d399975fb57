// SPDX-License-Identifier: Apache-2.0
#include "event/event_json.hpp"

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

}  // namespace

std::string event_json(const Event& event, const Facts& facts, std::string_view node,
                       Naming naming) {
    const Subject subject{event, facts, node};
    Document document;
    for (const Field& field : fields()) {
        const auto name = field.name(naming);
        if (name.empty()) continue;
        Json value = std::visit(ToJson{}, field.read(subject));
        if (naming == Naming::ecs)
            document.set(name, std::move(value));
        else
            document.set_flat(name, std::move(value));
    }
    return document.line();
}

}  // namespace pipehound::event
