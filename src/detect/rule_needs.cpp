// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_needs.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "detect/requirement.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using audit::Need;
using audit::Place;
using Kind = Need::Kind;
using Needs = std::set<Need>;
using rule::Condition;
using rule::Pattern;

/// Where paths that fit the pattern are: one file, a folder of them, or nowhere in particular.
Place place_of(const Pattern& pattern) {
    const auto& pieces = pattern.pieces();
    if (pieces.empty() || pieces.front().kind != Pattern::Kind::literal ||
        !pieces.front().text.starts_with('/'))
        return audit::anywhere();
    const auto& begin = pieces.front().text;
    if (pattern.is_literal()) return audit::file_at(begin);
    const auto folder = begin.substr(0, begin.rfind('/'));
    return folder.empty() ? audit::anywhere() : audit::below(folder);
}

void collect_places(const Condition& condition, std::string_view field, std::set<Place>& places);

void collect_places(const rule::Predicate& predicate, std::string_view field,
                    std::set<Place>& places) {
    if (predicate.field != field || predicate.computed) return;
    const auto* const test = std::get_if<rule::TextTest>(&predicate.test);
    places.insert(test == nullptr ? audit::anywhere() : place_of(test->pattern));
}
void collect_places(const rule::All& all, std::string_view field, std::set<Place>& places) {
    for (const auto& part : all.parts) collect_places(*part, field, places);
}
void collect_places(const rule::Any& any, std::string_view field, std::set<Place>& places) {
    for (const auto& part : any.parts) collect_places(*part, field, places);
}
void collect_places(const rule::Not&, std::string_view, std::set<Place>&) {}
void collect_places(const rule::IsUnknown&, std::string_view, std::set<Place>&) {}

void collect_places(const Condition& condition, std::string_view field, std::set<Place>& places) {
    std::visit([&](const auto& is) { collect_places(is, field, places); }, condition.is);
}

/// The places that a condition asks a path of; anywhere where it asks for none. What is said of
/// some part of it beside a place that is named adds nothing.
std::set<Place> places_of(const Condition& condition, std::string_view field) {
    std::set<Place> places;
    collect_places(condition, field, places);
    if (places.empty()) places.insert(audit::anywhere());
    if (places.size() > 1) places.erase(audit::anywhere());
    return places;
}

bool has(const std::optional<std::vector<std::string>>& values, std::string_view value) {
    return values && std::find(values->begin(), values->end(), value) != values->end();
}

struct FileKinds {
    std::string_view category;
    std::vector<Kind> kinds;
};

void add_file_needs(const std::string& category, const Condition& condition, Needs& needs) {
    static const std::array<FileKinds, 4> by_category{
        {{"file_event", {Kind::file_creation, Kind::file_writing, Kind::file_renaming}},
         {"file_access", {Kind::path_reading}},
         {"file_delete", {Kind::file_deletion}},
         {"file_rename", {Kind::file_renaming}}}};
    const auto fifo_values = required_values(condition, "FileType");
    if (fifo_values && *fifo_values == std::vector<std::string>{"fifo"}) {
        needs.insert({Kind::fifo_creation});
        return;
    }
    for (const auto& [name, kinds] : by_category)
        if (name == category)
            for (const auto kind : kinds)
                for (const auto& place : places_of(condition, "TargetFilename"))
                    needs.insert({kind, place});
}

void add_network_needs(const Condition& condition, Needs& needs) {
    const auto initiated = required_values(condition, "Initiated");
    if (!initiated || has(initiated, "true")) needs.insert({Kind::connection_out});
    if (!initiated || has(initiated, "false")) needs.insert({Kind::connection_in});
}

bool is_execution(const std::string& call) { return call == "execve" || call == "execveat"; }

/// A record of a call, of whatever call where the rule does not say: executions are always there.
void add_call_needs(const Condition& condition, Needs& needs) {
    if (const auto keys = required_values(condition, "key"))
        for (const auto& key : *keys) needs.insert({Kind::key, {}, key});
    else if (const auto calls = required_values(condition, "SYSCALL"))
        for (const auto& call : *calls)
            needs.insert(is_execution(call) ? Need{Kind::execution}
                                            : Need{Kind::system_call, {}, call});
    else
        needs.insert({Kind::execution});
}

/// A path that is asked for by a part of it alone turns up with executions, too.
void add_path_needs(const Condition& condition, Needs& needs) {
    for (const auto& place : places_of(condition, "name"))
        needs.insert(place == audit::anywhere() ? Need{Kind::execution}
                                                : Need{Kind::path_reading, place});
}

/// Records that the kernel writes beside that of a call, and of which calls they tell the most.
struct Beside {
    std::string_view type;
    Kind kind;
};
constexpr std::array<Beside, 4> beside_calls{{{"execve", Kind::execution},
                                              {"cwd", Kind::execution},
                                              {"proctitle", Kind::execution},
                                              {"sockaddr", Kind::connection_out}}};

void add_needs_of_type(const std::string& type, const Condition& condition, Needs& needs) {
    if (type == "syscall") return add_call_needs(condition, needs);
    if (type == "path") return add_path_needs(condition, needs);
    const auto* const beside =
        std::find_if(beside_calls.begin(), beside_calls.end(),
                     [&](const Beside& known) { return known.type == type; });
    needs.insert(beside == beside_calls.end() ? Need{Kind::message, {}, event::upper(type)}
                                              : Need{beside->kind});
}

void add_record_needs(const Condition& condition, Needs& needs) {
    const auto types = required_values(condition, "type");
    if (!types) return add_call_needs(condition, needs);
    for (const auto& type : *types) add_needs_of_type(type, condition, needs);
}

void add_needs(const rule::LogSource& source, const Condition& condition, Needs& needs) {
    if (source.category == "process_creation")
        needs.insert({Kind::execution});
    else if (source.category == "process_termination")
        needs.insert({Kind::process_end});
    else if (source.category == "network_connection")
        add_network_needs(condition, needs);
    else if (source.category.empty())
        add_record_needs(condition, needs);
    else
        add_file_needs(source.category, condition, needs);
}

}  // namespace

Needs rule_needs(const rule::LogSource& source, const Condition& condition) {
    Needs needs;
    if (const auto* const any = std::get_if<rule::Any>(&condition.is))
        for (const auto& part : any->parts) add_needs(source, *part, needs);
    else
        add_needs(source, condition, needs);
    return needs;
}

Needs pipe_needs() {
    return {{Kind::execution},      {Kind::fifo_creation}, {Kind::fifo_opening},
            {Kind::connection_out}, {Kind::connection_in}, {Kind::listening}};
}

}  // namespace pipehound::detect
