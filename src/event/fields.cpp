// SPDX-License-Identifier: Apache-2.0
// Look-up in the table of fields. The table itself is fields_table.cpp.
#include "event/fields.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace pipehound::event {

namespace {

constexpr std::array<std::string_view, 6> naming_names{
    "native", "ecs", "sigma", "asim-process-event", "asim-file-event", "asim-network-session"};

using Index = std::unordered_map<std::string_view, FieldId>;

Index index_of(Naming naming) {
    Index index;
    const auto rows = fields();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto word = rows[row].name(naming);
        if (!word.empty()) index.emplace(word, static_cast<FieldId>(row));
    }
    return index;
}

bool is_about(Naming asim, std::string_view category) {
    if (asim == Naming::asim_process)
        return category == "process" || category == "process_creation";
    if (asim == Naming::asim_network)
        return category == "network" || category == "network_connection";
    return category.starts_with("file");
}

}  // namespace

std::string_view name(Naming naming) noexcept {
    return naming_names[static_cast<std::size_t>(naming)];
}

std::optional<Naming> naming_of(std::string_view name) noexcept {
    const auto* const found = std::find(naming_names.begin(), naming_names.end(), name);
    if (found == naming_names.end()) return std::nullopt;
    return static_cast<Naming>(found - naming_names.begin());
}

std::optional<std::string_view> text(const Value& value) noexcept {
    if (const auto* view = std::get_if<std::string_view>(&value)) return *view;
    if (const auto* composed = std::get_if<std::string>(&value)) return *composed;
    return std::nullopt;
}

std::string_view Field::name(Naming naming) const noexcept {
    switch (naming) {
        case Naming::native:
            return native;
        case Naming::ecs:
            return ecs;
        case Naming::sigma:
            return sigma;
        case Naming::asim_process:
            return asim.process;
        case Naming::asim_file:
            return asim.file;
        case Naming::asim_network:
            return asim.network;
    }
    return {};
}

bool fills(std::string_view sigma_category, const Field& field) noexcept {
    switch (field.scope) {
        case Scope::any:
            return true;
        case Scope::execution:
            return sigma_category == "process_creation";
        case Scope::file:
            return sigma_category.starts_with("file_");
        case Scope::network:
        case Scope::source:
        case Scope::socket:
            return sigma_category == "network_connection";
        case Scope::process:
            return sigma_category == "process_termination";
        case Scope::login:
        case Scope::account:
            return false;
    }
    return false;
}

std::optional<FieldId> field(Naming naming, std::string_view name) {
    static const std::array<Index, 6> indexes{
        index_of(Naming::native),    index_of(Naming::ecs),
        index_of(Naming::sigma),     index_of(Naming::asim_process),
        index_of(Naming::asim_file), index_of(Naming::asim_network)};
    const Index& index = indexes[static_cast<std::size_t>(naming)];
    const auto found = index.find(name);
    if (found == index.end()) return std::nullopt;
    return found->second;
}

std::optional<FieldId> asim_field(std::string_view name, std::string_view category) {
    for (const auto naming : asim_namings)
        if (category.empty() || is_about(naming, category))
            if (const auto id = field(naming, name)) return id;
    return std::nullopt;
}

std::optional<FieldId> field_in_rules(std::string_view name) {
    for (const auto naming : {Naming::sigma, Naming::ecs, Naming::native})
        if (const auto id = field(naming, name)) return id;
    return std::nullopt;
}

Value read(FieldId id, const Subject& subject) {
    return fields()[static_cast<std::size_t>(id)].read(subject);
}

}  // namespace pipehound::event
