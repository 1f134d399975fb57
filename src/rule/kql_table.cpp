// SPDX-License-Identifier: Apache-2.0
// The names are those of learn.microsoft.com/azure/sentinel, "normalization-parsers-list" and of
// Azure/Azure-Sentinel, Parsers/ASim*; the parameters those of the pages of the three schemas.
#include "rule/kql_table.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "event/nearest_word.hpp"
#include "rule/kql_comparison.hpp"

namespace pipehound::rule {

namespace {

using event::Naming;

ConditionPtr is(Place place, std::string field, std::string value) {
    Predicate predicate;
    predicate.field = std::move(field);
    predicate.place = place;
    predicate.test = TextTest{Pattern{std::move(value)}, true};
    return make(std::move(predicate));
}

ConditionPtr ends(Place place) { return is(place, "event.type", "end"); }

/// An event of the type start may be a fork, too.
ConditionPtr starts_or_ends(Place place) {
    return any_of({all_of({is(place, "event.type", "start"), is(place, "event.action", "exec")}),
                   ends(place)});
}

constexpr KqlTable created(std::string_view name) {
    return {name, Naming::asim_process, "process_creation", {}, nullptr};
}
constexpr KqlTable terminated(std::string_view name) {
    return {name, Naming::asim_process, {}, "process", ends};
}
constexpr KqlTable both(std::string_view name) {
    return {name, Naming::asim_process, {}, "process", starts_or_ends};
}
constexpr KqlTable files(std::string_view name) {
    return {name, Naming::asim_file, {}, "file", nullptr};
}
constexpr KqlTable sessions(std::string_view name) {
    return {name, Naming::asim_network, "network_connection", {}, nullptr};
}

constexpr std::array tables{
    created("imProcessCreate"),
    created("imProcessCreation"),
    created("_Im_ProcessCreate"),
    created("ASimProcessEventCreate"),
    created("_ASim_ProcessEvent_Create"),
    created("_ASim_ProcessCreate"),
    terminated("imProcessTerminate"),
    terminated("_Im_ProcessTerminate"),
    terminated("ASimProcessEventTerminate"),
    terminated("_ASim_ProcessEvent_Terminate"),
    terminated("_ASim_ProcessTerminate"),
    both("imProcess"),
    both("imProcessEvent"),
    both("_Im_ProcessEvent"),
    both("ASimProcessEvent"),
    both("_ASim_ProcessEvent"),
    both("ASimProcessEventLogs"),
    files("imFileEvent"),
    files("_Im_FileEvent"),
    files("ASimFileEvent"),
    files("_ASim_FileEvent"),
    files("ASimFileEventLogs"),
    sessions("imNetworkSession"),
    sessions("_Im_NetworkSession"),
    sessions("ASimNetworkSession"),
    sessions("_ASim_NetworkSession"),
    sessions("ASimNetworkSessionLogs"),
};

struct Parameter {
    std::string_view name;
    Naming schema;
    std::string_view column;
    std::string_view sign;
};

constexpr std::array parameters{
    Parameter{"eventtype", Naming::asim_process, "EventType", "=="},
    Parameter{"commandline_has_any", Naming::asim_process, "TargetProcessCommandLine", "has_any"},
    Parameter{"commandline_has_all", Naming::asim_process, "TargetProcessCommandLine", "has_all"},
    Parameter{"targetprocess_has_any", Naming::asim_process, "TargetProcessName", "has_any"},
    Parameter{"actingprocess_has_any", Naming::asim_process, "ActingProcessName", "has_any"},
    Parameter{"parentprocess_has_any", Naming::asim_process, "ParentProcessName", "has_any"},
    Parameter{"targetusername_has", Naming::asim_process, "TargetUsername", "has"},
    Parameter{"actorusername_has", Naming::asim_process, "ActorUsername", "has"},
    Parameter{"eventtype_in", Naming::asim_file, "EventType", "in"},
    Parameter{"actorusername_has_any", Naming::asim_file, "ActorUsername", "has_any"},
    Parameter{"targetfilepath_has_any", Naming::asim_file, "TargetFilePath", "has_any"},
    Parameter{"srcfilepath_has_any", Naming::asim_file, "SrcFilePath", "has_any"},
    Parameter{"dstportnumber", Naming::asim_network, "DstPortNumber", "=="},
    Parameter{"hostname_has_any", Naming::asim_network, "DvcHostname", "has_any"},
    Parameter{"eventresult", Naming::asim_network, "EventResult", "=="},
};

constexpr std::array common_parameters{
    std::pair{std::string_view{"starttime"}, std::pair{"TimeGenerated", ">="}},
    std::pair{std::string_view{"endtime"}, std::pair{"TimeGenerated", "<="}},
    std::pair{std::string_view{"dvchostname_has_any"}, std::pair{"DvcHostname", "has_any"}},
};

std::vector<std::string> parameters_of(const KqlTable& table) {
    std::vector<std::string> names;
    for (const auto& [name, asked] : common_parameters) names.emplace_back(name);
    for (const auto& parameter : parameters)
        if (parameter.schema == table.schema) names.emplace_back(parameter.name);
    return names;
}

/// What the parsers' own defaults are: "*", an empty list, datetime(null).
bool asks_nothing(const KqlValue& value) {
    if (const auto* const list = std::get_if<KqlList>(&value.is)) return list->empty();
    const auto* const text = scalar_of<std::string>(value);
    return scalar_of<KqlNull>(value) != nullptr || (text != nullptr && *text == "*");
}

ConditionPtr rows_with(std::string_view column, std::string_view sign, Place place,
                       const KqlValue& value) {
    if (asks_nothing(value)) return all_of({});
    const KqlColumn asked{std::string{column}, event::asim_column_type(column), {}};
    return kql_comparison({asked, place}, *kql_operator(sign), {value});
}

}  // namespace

std::span<const KqlTable> kql_tables() noexcept { return tables; }

const KqlTable& kql_table(std::string_view name, Place place) {
    std::vector<std::string> known;
    for (const auto& table : tables) {
        if (table.name == name) return table;
        known.emplace_back(table.name);
    }
    const auto near = event::nearest_word(name, known);
    throw Refusal{place, "pipehound knows no table " + std::string{name},
                  near ? "did you mean " + *near + '?'
                       : "a query begins with imProcessCreate, imProcessTerminate, imFileEvent or "
                         "imNetworkSession"};
}

ConditionPtr kql_parameter(const KqlTable& table, std::string_view name, Place place,
                           const KqlValue& value) {
    for (const auto& [known, asked] : common_parameters)
        if (known == name) return rows_with(asked.first, asked.second, place, value);
    for (const auto& parameter : parameters)
        if (parameter.name == name && parameter.schema == table.schema)
            return rows_with(parameter.column, parameter.sign, place, value);
    const auto near = event::nearest_word(name, parameters_of(table));
    throw Refusal{place,
                  "pipehound does not know the parameter " + std::string{name} + " of " +
                      std::string{table.name},
                  near ? "did you mean " + *near + '?' : "ask it behind | where"};
}

}  // namespace pipehound::rule
