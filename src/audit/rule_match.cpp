// SPDX-License-Identifier: Apache-2.0
// A test is put to what is known of a class of events: then all of them pass it, or none. Of what
// is not known some do.
#include <algorithm>
#include <array>
#include <string_view>

#include "audit/event_class.hpp"

namespace pipehound::audit {

namespace {

Extent certain(bool passed) noexcept { return passed ? Extent::all : Extent::none; }

bool holds(std::uint32_t value, Operator op, std::uint32_t wanted) noexcept {
    switch (op) {
        case Operator::equal:
            return value == wanted;
        case Operator::not_equal:
            return value != wanted;
        case Operator::less:
            return value < wanted;
        case Operator::less_or_equal:
            return value <= wanted;
        case Operator::greater:
            return value > wanted;
        case Operator::greater_or_equal:
            return value >= wanted;
        case Operator::any_bit:
            return (value & wanted) != 0;
        case Operator::all_bits:
            return (value & wanted) == wanted;
    }
    return false;
}

bool holds_numbers(const FieldTest& test) noexcept {
    return test.text.empty() && !holds_text(test.field);
}

Extent pass_exact(const FieldTest& test, const Fact& fact) {
    if (holds_numbers(test)) {
        if (!fact.text.empty()) return Extent::some;
        return certain(holds(fact.number, test.op, test.number));
    }
    if (test.op != Operator::equal && test.op != Operator::not_equal) return Extent::some;
    return certain((fact.text == test.text) == (test.op == Operator::equal));
}

Extent pass_bits(const FieldTest& test, const Fact& fact) noexcept {
    if (test.op == Operator::any_bit && (test.number & fact.number) != 0) return Extent::all;
    if (test.op == Operator::all_bits && (test.number & ~fact.number) == 0) return Extent::all;
    return Extent::some;
}

Extent pass_one_of_bits(const FieldTest& test, const Fact& fact) noexcept {
    const bool all = test.op == Operator::any_bit && (fact.number & ~test.number) == 0;
    return all ? Extent::all : Extent::some;
}

Extent pass_fact(const FieldTest& test, const Fact& fact) {
    switch (fact.kind) {
        case Fact::Kind::exact:
            return pass_exact(test, fact);
        case Fact::Kind::bits:
            return pass_bits(test, fact);
        case Fact::Kind::one_of_bits:
            return pass_one_of_bits(test, fact);
    }
    return Extent::some;
}

/// /var/run and /var/lock are links to the same under /run wherever there is systemd, and a watch
/// is on what a path leads to.
std::string resolved(std::string_view path) {
    constexpr std::array<std::string_view, 2> links{"/var/run/", "/var/lock/"};
    for (const auto link : links)
        if (path.starts_with(link)) path.remove_prefix(4);
    return path.starts_with("/lock/") ? "/run" + std::string{path} : std::string{path};
}

bool lies_below(std::string_view path, std::string_view folder) noexcept {
    if (folder == "/") return true;
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

Extent pass_place(const FieldTest& test, const Place& place) {
    const auto path = resolved(place.path);
    const auto watched = resolved(test.text);
    const bool folder = test.field == AUDIT_DIR;
    if (folder && lies_below(path.empty() ? "/" : path, watched)) return Extent::all;
    if (path.empty()) return Extent::some;
    if (place.below) return lies_below(watched, path) ? Extent::some : Extent::none;
    return certain(!folder && path == watched);
}

Extent opposite(Extent extent) noexcept {
    if (extent == Extent::some) return extent;
    return certain(extent == Extent::none);
}

/// Calls that succeed return 0 or more; errors are small negative numbers.
Extent pass_success(const FieldTest& test) noexcept {
    if (test.field == AUDIT_SUCCESS)
        return certain((test.number != 0) == (test.op == Operator::equal));
    const auto wanted = static_cast<std::int32_t>(test.number);
    if (wanted >= 0)
        return wanted == 0 && test.op == Operator::greater_or_equal ? Extent::all : Extent::some;
    switch (test.op) {
        case Operator::not_equal:
        case Operator::greater:
        case Operator::greater_or_equal:
            return Extent::all;
        case Operator::equal:
        case Operator::less:
        case Operator::less_or_equal:
            return Extent::none;
        case Operator::any_bit:
        case Operator::all_bits:
            return Extent::some;
    }
    return Extent::some;
}

bool asks_for_a_path(std::uint32_t field) noexcept {
    constexpr std::array<std::uint32_t, 8> fields{AUDIT_WATCH,    AUDIT_DIR,      AUDIT_INODE,
                                                  AUDIT_DEVMAJOR, AUDIT_DEVMINOR, AUDIT_FILETYPE,
                                                  AUDIT_OBJ_UID,  AUDIT_OBJ_GID};
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// The surest of what the facts say, where several are known of one field.
Extent pass_facts(const FieldTest& test, const EventClass& events) {
    auto extent = Extent::some;
    for (const auto& fact : events.facts)
        if (fact.field == test.field && extent == Extent::some) extent = pass_fact(test, fact);
    return extent;
}

Extent pass_permissions(std::uint8_t permissions, std::uint8_t access) noexcept {
    if ((access & permissions) == 0) return Extent::none;
    return (access & ~permissions) == 0 ? Extent::all : Extent::some;
}

std::string text_of_permissions(const KernelRule& rule) {
    KernelRule bare;
    bare.permissions = rule.permissions;
    const auto line = line_of(bare);
    return line.substr(line.find("perm="));
}

}  // namespace

Extent pass(const FieldTest& test, const EventClass& events) {
    if (std::find(events.assumed.begin(), events.assumed.end(), test) != events.assumed.end())
        return Extent::all;
    if (asks_for_a_path(test.field) && !events.place) return Extent::none;
    if (test.field == AUDIT_ARCH) return certain(holds(events.arch, test.op, test.number));
    if (test.field == AUDIT_WATCH || test.field == AUDIT_DIR) {
        const auto extent = pass_place(test, *events.place);
        return test.op == Operator::equal ? extent : opposite(extent);
    }
    const bool outcome = test.field == AUDIT_SUCCESS || test.field == AUDIT_EXIT;
    if (outcome && !events.any_outcome) return pass_success(test);
    return pass_facts(test, events);
}

Match match(const KernelRule& rule, const EventClass& events) {
    if (!rule.watches(events.arch, events.call)) return {};
    Match result{Extent::all};
    const auto take = [&result](Extent extent, const auto& text) {
        if (extent == Extent::some) result.narrowing.push_back(text());
        result.extent = std::min(result.extent, extent);
    };
    if (rule.permissions)
        take(pass_permissions(rule.permissions, events.access),
             [&rule] { return text_of_permissions(rule); });
    for (const auto& test : rule.fields)
        take(pass(test, events), [&test] { return text_of(test); });
    return result;
}

}  // namespace pipehound::audit
