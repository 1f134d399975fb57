// SPDX-License-Identifier: Apache-2.0
#include "event/event_json.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "alert/golden.hpp"
#include "event/asim.hpp"
#include "event/sample_events.hpp"

using namespace pipehound;
using namespace pipehound::event;

namespace {

nlohmann::json document(const Event& event, Naming naming, std::string_view node = "web1") {
    return nlohmann::json::parse(event_json(event, sample::facts(), node, naming));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_json_tests)

BOOST_AUTO_TEST_CASE(events_are_as_they_were_approved) {
    for (const Naming naming : {Naming::native, Naming::ecs, Naming::sigma}) {
        std::string lines;
        for (const auto& [kind, event] : sample::all())
            lines += event_json(event, sample::facts(), "web1", naming) + '\n';
        BOOST_TEST(test::golden("alert/events." + std::string{name(naming)} + ".jsonl", lines) ==
                   lines);
    }
}

BOOST_AUTO_TEST_CASE(events_in_asim_names_are_as_they_were_approved) {
    std::string lines;
    for (const auto& [kind, event] : sample::all())
        if (const auto naming = asim_naming_of(event))
            lines += event_json(event, sample::facts(), "web1", *naming) + '\n';
    BOOST_TEST(test::golden("alert/events.asim.jsonl", lines) == lines);
}

BOOST_AUTO_TEST_CASE(asim_keeps_ids_as_text_and_ports_as_numbers) {
    const auto exec = document(sample::exec(), Naming::asim_process);
    BOOST_TEST(exec.at("TargetProcessId").is_string());
    BOOST_TEST(exec.at("ActingProcessId").is_string());
    BOOST_TEST(exec.at("EventCount").is_number());
    BOOST_TEST(document(sample::connected(), Naming::asim_network).at("DstPortNumber").is_number());
}

BOOST_AUTO_TEST_CASE(native_and_sigma_are_flat_and_ecs_is_nested) {
    for (const Naming naming : {Naming::native, Naming::sigma}) {
        const auto flat = document(sample::exec(), naming);
        BOOST_TEST(flat.size() > 10u);
        for (const auto& [key, value] : flat.items()) BOOST_TEST(!value.is_object(), key);
    }
    BOOST_TEST(document(sample::exec(), Naming::ecs).at("process").at("parent").at("executable") ==
               "/usr/bin/bash");
}

BOOST_AUTO_TEST_CASE(ecs_tells_kind_and_action_of_each_event) {
    const auto event_of = [](const Event& event) {
        const auto shown = document(event, Naming::ecs).at("event");
        return shown.at("category").at(0).get<std::string>() + ' ' +
               shown.at("type").at(0).get<std::string>() + ' ' +
               shown.at("action").get<std::string>();
    };
    BOOST_TEST(event_of(sample::exec()) == "process start exec");
    BOOST_TEST(event_of(sample::created()) == "file creation creation");
    BOOST_TEST(event_of(sample::opened()) == "file access open");
    BOOST_TEST(event_of(sample::removed()) == "file deletion deletion");
    BOOST_TEST(event_of(sample::renamed()) == "file change rename");
    BOOST_TEST(event_of(sample::connected()) == "network start connection_attempted");
    BOOST_TEST(event_of(sample::accepted()) == "network start connection_accepted");
    BOOST_TEST(event_of(sample::bound()) == "network info socket_bound");
}

BOOST_AUTO_TEST_CASE(a_host_without_a_name_is_left_out) {
    BOOST_TEST(document(sample::exec(), Naming::ecs).at("host").at("name") == "web1");
    BOOST_TEST(!document(sample::exec(), Naming::ecs, "").at("host").contains("name"));
    BOOST_TEST(!document(sample::exec(), Naming::ecs, "").at("host").contains("id"));
    BOOST_TEST(!document(sample::exec(), Naming::native, "").contains("host"));
}

BOOST_AUTO_TEST_CASE(an_empty_argument_counts_and_odd_bytes_do_not_throw) {
    auto event = sample::exec();
    event.act = ProcessExecuted{"", {"", "\xff\n\x1b[2J"}, ""};
    const auto line = event_json(event, Facts{}, "", Naming::native);
    BOOST_TEST(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    const auto args = nlohmann::json::parse(line).at("args");
    BOOST_TEST(args.size() == 2u);
    BOOST_TEST(args.at(1).get<std::string>() == "\xef\xbf\xbd\n\x1b[2J");
}

BOOST_AUTO_TEST_SUITE_END()
