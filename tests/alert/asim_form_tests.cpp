// SPDX-License-Identifier: Apache-2.0
#include "alert/asim_form.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "alert/golden.hpp"
#include "alert/sample_alerts.hpp"
#include "event/fields.hpp"

using namespace pipehound;
using namespace pipehound::alert;
using Json = nlohmann::json;

namespace {

Json row(const Alert& alert) { return Json::parse(asim_json(alert)); }

using Shown = std::vector<event::AsimProjection::Shown>;

Json row(const Alert& alert, Shown columns, bool rest = false) {
    return Json::parse(asim_json(alert, {}, {std::move(columns), rest}));
}

/// An alert of a rule about one event, of the shell in the sample.
Alert about(std::string action) {
    auto alert = sample::reverse_shell();
    alert.fifos.clear();
    alert.evidence.back().action = std::move(action);
    return alert;
}

std::set<std::string> columns_of(const Json& row) {
    std::set<std::string> names;
    for (const auto& [name, value] : row.items()) names.insert(name);
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(asim_form_tests)

BOOST_AUTO_TEST_CASE(rows_are_as_they_were_approved) {
    for (const auto& [name, alert] : sample::all()) {
        const auto actual = row(alert).dump(2) + '\n';
        BOOST_TEST(test::golden("alert/" + name + ".asim.json", actual) == actual);
    }
}

BOOST_AUTO_TEST_CASE(a_row_is_flat_and_has_what_the_schemas_demand) {
    for (const auto& [name, alert] : sample::all()) {
        const auto shown = row(alert);
        for (const auto& [column, value] : shown.items())
            BOOST_TEST((value.is_primitive() || column == "AdditionalFields"), column);
        for (const auto* const column :
             {"TimeGenerated", "EventStartTime", "EventEndTime", "EventCount", "EventVendor",
              "EventProduct", "EventSchema", "EventSchemaVersion", "EventType", "EventResult"})
            BOOST_TEST(shown.contains(column), column);
    }
}

BOOST_AUTO_TEST_CASE(an_incident_is_the_process_event_of_its_shell) {
    const auto shown = row(sample::reverse_shell());
    BOOST_TEST(shown.at("EventSchema") == "ProcessEvent");
    BOOST_TEST(shown.at("EventType") == "ProcessCreated");
    BOOST_TEST(shown.at("TargetProcessId").is_string());
    BOOST_TEST(shown.at("TargetFilePath") == "/tmp/f");
    BOOST_TEST(shown.at("NetworkDirection") == "Outbound");
    BOOST_TEST(shown.at("DstPortNumber").is_number());
}

BOOST_AUTO_TEST_CASE(the_schema_is_that_of_the_last_event) {
    BOOST_TEST(row(about("process-executed")).at("EventSchema") == "ProcessEvent");
    BOOST_TEST(row(about("process-ended")).at("EventType") == "ProcessTerminated");
    const auto file = row(about("fifo-created"));
    BOOST_TEST(file.at("EventSchema") == "FileEvent");
    BOOST_TEST(file.at("EventType") == "FileCreated");
    BOOST_TEST(file.contains("ActingProcessName"));
    BOOST_TEST(!file.contains("TargetProcessName"));
    const auto session = row(about("socket-connected"));
    BOOST_TEST(session.at("EventSchema") == "NetworkSession");
    BOOST_TEST(session.contains("SrcProcessName"));
    BOOST_TEST(!session.contains("ActingProcessName"));
}

BOOST_AUTO_TEST_CASE(who_accepted_is_the_destination) {
    auto alert = about("socket-accepted");
    alert.remote->direction = Remote::Direction::inbound;
    const auto shown = row(alert);
    BOOST_TEST(shown.at("NetworkDirection") == "Inbound");
    BOOST_TEST(shown.contains("DstProcessName"));
    BOOST_TEST(shown.contains("SrcIpAddr"));
    BOOST_TEST(!shown.contains("DstIpAddr"));
    alert.remote->direction = Remote::Direction::listening;
    BOOST_TEST(row(alert).at("NetworkDirection") == "Listen");
    BOOST_TEST(!row(alert).contains("SrcIpAddr"));
}

BOOST_AUTO_TEST_CASE(a_projection_leaves_its_columns_alone) {
    const auto shown = row(sample::reverse_shell(), {{"TimeGenerated", "TimeGenerated"},
                                                     {"TargetProcessName", "TargetProcessName"}});
    BOOST_TEST((columns_of(shown) == std::set<std::string>{"TimeGenerated", "TargetProcessName"}));
}

BOOST_AUTO_TEST_CASE(a_projected_column_has_the_name_it_was_asked_by) {
    const auto alert = sample::reverse_shell();
    const auto shown = row(
        alert, {{"CommandLine", "TargetProcessCommandLine"}, {"Ran", "TargetProcessCommandLine"}});
    BOOST_TEST((columns_of(shown) == std::set<std::string>{"CommandLine", "Ran"}));
    BOOST_TEST(shown.at("CommandLine") == row(alert).at("TargetProcessCommandLine"));
    BOOST_TEST(shown.at("Ran") == shown.at("CommandLine"));
}

BOOST_AUTO_TEST_CASE(an_extended_column_stands_beside_all_others) {
    const auto alert = sample::reverse_shell();
    auto names = columns_of(row(alert));
    names.insert("Host");
    const auto shown = row(alert, {{"Host", "DvcHostname"}}, true);
    BOOST_TEST((columns_of(shown) == names));
}

BOOST_AUTO_TEST_CASE(a_projected_column_that_is_not_known_is_null) {
    const auto shown = row(sample::reverse_shell(),
                           {{"TargetProcessName", "TargetProcessName"},
                            {"TargetProcessTokenElevation", "TargetProcessTokenElevation"}});
    BOOST_TEST(shown.at("TargetProcessName").is_string());
    BOOST_TEST(shown.at("TargetProcessTokenElevation").is_null());
}

BOOST_AUTO_TEST_CASE(every_column_stands_in_the_documentation) {
    const auto page = test::file_text(std::string{TEST_DATA} + "/../../doc/alert-format.md");
    auto alerts = std::vector{sample::reverse_shell(), sample::bind_shell(), about("file-created"),
                              about("socket-connected")};
    alerts.back().remote->direction = Remote::Direction::inbound;
    for (const auto& alert : alerts)
        for (const auto& name : columns_of(row(alert)))
            BOOST_TEST(page.find('`' + name + '`') != std::string::npos, name);
}

/// What a query asks of a process and an alert can tell, it has under the same name.
BOOST_AUTO_TEST_CASE(columns_of_processes_are_those_of_the_table_of_fields) {
    for (const auto& name : columns_of(row(sample::reverse_shell())))
        if (name.starts_with("Target") || name.starts_with("Acting") || name.starts_with("Actor"))
            BOOST_TEST(event::asim_field(name, {}).has_value(), name);
}

BOOST_AUTO_TEST_CASE(lines_are_printable_ascii) {
    const auto line = asim_json(sample::hostile());
    BOOST_TEST(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
}

BOOST_AUTO_TEST_SUITE_END()
