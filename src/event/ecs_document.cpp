// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_document.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "event/date.hpp"

namespace pipehound::event {

namespace {

using Json = nlohmann::json;

constexpr int deepest = 64;

void add(const std::string& name, const Json& value, int depth, EcsDocument::Fields& fields) {
    if (depth > deepest || value.is_null()) return;
    if (value.is_object()) {
        for (const auto& [key, below] : value.items())
            add(name.empty() ? key : name + '.' + key, below, depth + 1, fields);
    } else if (value.is_array()) {
        for (const auto& item : value) add(name, item, depth + 1, fields);
    } else {
        fields[name].push_back(value.is_string()
                                   ? value.get<std::string>()
                                   : value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
}

bool has(const EcsDocument& document, std::string_view field, std::string_view value) {
    const auto values = document.values(field);
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

std::optional<EcsDocument> EcsDocument::parse(std::string_view json, Serial line) {
    const auto parsed = Json::parse(json.begin(), json.end(), nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    const auto source = parsed.find("_source");
    EcsDocument document;
    add({}, source != parsed.end() && source->is_object() ? *source : parsed, 0, document.fields_);
    document.header_.serial = line;
    const auto date = parse_date(document.first("@timestamp"));
    const auto exact = date ? date->begin : Time{Duration{static_cast<std::int64_t>(line)}};
    document.header_.time = std::chrono::floor<Duration>(exact);
    document.nanoseconds_ = static_cast<std::uint32_t>((exact - document.header_.time).count());
    return document;
}

std::span<const std::string> EcsDocument::values(std::string_view name) const noexcept {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::span<const std::string>{} : found->second;
}

std::string_view EcsDocument::first(std::string_view name) const noexcept {
    const auto found = values(name);
    return found.empty() ? std::string_view{} : std::string_view{found.front()};
}

std::vector<std::string_view> sigma_categories(const EcsDocument& document) {
    std::vector<std::string_view> found;
    const auto type = [&](std::string_view word) { return has(document, "event.type", word); };
    const bool untyped = document.values("event.type").empty();
    if (has(document, "event.category", "process") && (type("start") || untyped))
        found.push_back("process_creation");
    if (has(document, "event.category", "process") && type("end"))
        found.push_back("process_termination");
    if (has(document, "event.category", "network") && !type("end") && !type("denied"))
        found.push_back("network_connection");
    if (!has(document, "event.category", "file")) return found;
    const bool renamed = has(document, "event.action", "rename");
    if (renamed) found.push_back("file_rename");
    if (renamed || type("creation") || type("change")) found.push_back("file_event");
    if (type("deletion")) found.push_back("file_delete");
    if (type("access")) found.push_back("file_access");
    return found;
}

}  // namespace pipehound::event
