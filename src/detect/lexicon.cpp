// SPDX-License-Identifier: Apache-2.0
#include "detect/lexicon.hpp"

#include <algorithm>
#include <array>

#include "detect/audit_fields.hpp"
#include "event/ecs_category.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t most_fields = 4096;  // arguments of records have no last one

/// Fields that tell a program, whose other names count.
bool names_program(const event::Field& field) {
    constexpr std::array<std::string_view, 4> native{"executable", "name", "parent_executable",
                                                     "parent_name"};
    return std::find(native.begin(), native.end(), field.native) != native.end();
}

}  // namespace

FieldNumber Lexicon::number(std::string_view name, Names names, std::string_view category,
                            Words words) {
    auto wanted = describe(name, names, category, words);
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& known) {
        const bool same = wanted.id ? known.id == wanted.id : known.name == wanted.name;
        return same && known.names == wanted.names;
    });
    if (found == entries_.end()) {
        if (entries_.size() == most_fields)
            throw Unanswerable{"the rules ask for too many different fields"};
        entries_.push_back(std::move(wanted));
        return static_cast<FieldNumber>(entries_.size() - 1);
    }
    return static_cast<FieldNumber>(found - entries_.begin());
}

Lexicon::Entry Lexicon::describe(std::string_view name, Names names, std::string_view category,
                                 Words words) const {
    const auto of_asim = [&] {
        return words == Words::asim ? event::asim_field(name, category) : std::nullopt;
    };
    Entry entry{std::string{name}, std::nullopt, {}, name.empty()};
    if (entry.everything) return entry;
    if (kind_ == Kind::record) {
        if (!is_audit_field(name))
            throw Unanswerable{"no audit record has a field " + std::string{name}};
        return entry;
    }
    if (kind_ == Kind::document) {  // our own names are as good as any for somebody else's fields
        const auto of_sigma = event::field(event::Naming::sigma, name);
        const auto id = of_sigma ? of_sigma : of_asim();
        const auto known = id ? event::fields()[event::number(*id)].ecs : name;
        if (known.empty() && !of_sigma)
            throw Unanswerable{"ECS documents have no field " + std::string{name}};
        entry.name = known.empty() ? name : known;
        return entry;
    }
    entry.id = event::field_in_rules(name);
    if (!entry.id) entry.id = of_asim();
    if (!entry.id) throw Unanswerable{"audit does not tell the field " + std::string{name}};
    const auto& field = event::fields()[static_cast<std::size_t>(*entry.id)];
    const bool of_ecs = event::acts_in(category).any();
    if (!(of_ecs ? event::fills_ecs(category, field) : event::fills(category, field)))
        throw Unanswerable{"events of " + std::string{category} + " have no field " +
                           std::string{name}};
    entry.names.widened = names.widened && names_program(field);
    entry.names.number = names.number && field.uid != nullptr;
    return entry;
}

}  // namespace pipehound::detect
