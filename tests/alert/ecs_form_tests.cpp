// SPDX-License-Identifier: Apache-2.0
#include "alert/ecs_form.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "alert/golden.hpp"
#include "alert/sample_alerts.hpp"

using namespace pipehound;
using namespace pipehound::alert;
using Json = nlohmann::json;

namespace {

Json document(const Alert& alert, const Context& context = {}) {
    return Json::parse(ecs_json(alert, context));
}

/// "pipehound.members[].user.id" for each leaf. A list of plain values is a leaf.
void collect_paths(const Json& value, const std::string& path, std::set<std::string>& paths) {
    if (value.is_object()) {
        for (const auto& [key, child] : value.items())
            collect_paths(child, path.empty() ? key : path + '.' + key, paths);
    } else if (value.is_array() && !value.empty() && value.front().is_object()) {
        for (const auto& child : value) collect_paths(child, path + "[]", paths);
    } else {
        paths.insert(path);
    }
}

std::string replaced(std::string text) {
    const std::string sign = "\xef\xbf\xbd";  // U+FFFD
    for (const std::string_view bad : {"\xff", "\xc3", "\x9b"}) {
        for (auto at = text.find(bad); at != std::string::npos; at = text.find(bad, at + 1)) {
            if (bad == "\x9b" && at > 0 && text[at - 1] == '\xc2')
                continue;  // the second byte of a valid U+009B
            text.replace(at, 1, sign);
        }
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ecs_form_tests)

BOOST_AUTO_TEST_CASE(documents_are_as_they_were_approved) {
    for (const auto& [name, alert] : sample::all()) {
        const auto actual = document(alert).dump(2) + '\n';
        BOOST_TEST(test::golden("alert/" + name + ".json", actual) == actual);
    }
}

BOOST_AUTO_TEST_CASE(every_key_stands_in_the_documentation) {
    auto alert = sample::reverse_shell();
    std::set<std::string> paths;
    for (const auto& shown : {alert, sample::bind_shell(), sample::local_shell()})
        collect_paths(document(shown, {"here", true}), "", paths);
    BOOST_TEST(paths.size() > 90u);
    const auto page = test::file_text(std::string{TEST_DATA} + "/../../doc/alert-format.md");
    for (const auto& path : paths)
        BOOST_TEST(page.find('`' + path + '`') != std::string::npos, path << " is not documented");
}

BOOST_AUTO_TEST_CASE(an_alert_is_one_line_of_printable_ascii_whatever_it_holds) {
    for (const auto& [name, alert] : sample::all()) {
        const auto line = ecs_json(alert);
        BOOST_TEST(
            std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }),
            name);
    }
}

BOOST_AUTO_TEST_CASE(odd_bytes_read_back_but_for_what_is_not_utf8) {
    const auto shown = document(sample::hostile());
    const auto expected = replaced(sample::hostile_text());
    BOOST_TEST(shown.at("process").at("args").at(0).get<std::string>() == expected);
    BOOST_TEST(shown.at("process").at("args").at(1).get<std::string>() == "");
    BOOST_TEST(shown.at("file").at("path").get<std::string>() == "/tmp/" + expected);
}

BOOST_AUTO_TEST_CASE(the_shell_leg_is_the_process_and_its_user_the_user) {
    const auto shown = document(sample::reverse_shell());
    BOOST_TEST(shown.at("process").at("pid") == 4243);
    BOOST_TEST(shown.at("process").at("parent").at("pid") == 4200);
    BOOST_TEST(shown.at("process").at("parent").at("name") == "bash");
    BOOST_TEST(shown.at("user") == shown.at("process").at("user"));
}

BOOST_AUTO_TEST_CASE(without_a_shell_the_first_member_is_the_process) {
    auto alert = sample::reverse_shell();
    alert.members.erase(alert.members.begin() + 2, alert.members.end());
    BOOST_TEST(document(alert).at("process").at("pid") == 4200);
}

BOOST_AUTO_TEST_CASE(an_unknown_parent_leaves_its_pid_alone) {
    const auto shown = document(sample::local_shell());
    BOOST_TEST(shown.at("process").at("parent") == Json::parse(R"({"pid": 98})"));
}

BOOST_AUTO_TEST_CASE(the_remote_end_is_the_destination_and_inbound_the_source_too) {
    const auto out = document(sample::reverse_shell());
    BOOST_TEST(out.at("destination").at("ip") == "203.0.113.5");
    BOOST_TEST(out.at("network").at("direction") == "egress");
    BOOST_TEST(!out.contains("source"));
    const auto in = document(sample::bind_shell());
    BOOST_TEST(in.at("source") == in.at("destination"));
    BOOST_TEST(in.at("network").at("direction") == "ingress");
    BOOST_TEST(document(sample::ipv6_shell()).at("network").at("type") == "ipv6");
}

BOOST_AUTO_TEST_CASE(a_subtechnique_stands_below_its_technique) {
    auto alert = sample::reverse_shell();
    alert.techniques.push_back({"T1571", "Non-Standard Port", "TA0011", "Command and Control"});
    alert.techniques.push_back({"T1059.006", "Python", "TA0002", "Execution"});
    const auto threat = document(alert).at("threat");
    BOOST_TEST(threat.at("technique").at("id") == Json::parse(R"(["T1059", "T1095", "T1571"])"));
    BOOST_TEST(threat.at("technique").at("name").at(0) == "Command and Scripting Interpreter");
    BOOST_TEST(threat.at("technique").at("subtechnique").at("id") ==
               Json::parse(R"(["T1059.004", "T1059.006"])"));
    BOOST_TEST(threat.at("tactic").at("id") == Json::parse(R"(["TA0002", "TA0011"])"));
}

BOOST_AUTO_TEST_CASE(the_records_node_comes_before_the_local_host_and_neither_is_no_host) {
    BOOST_TEST(document(sample::reverse_shell(), {"here"}).at("host").at("name") == "web1");
    BOOST_TEST(document(sample::bind_shell(), {"here"}).at("host").at("name") == "here");
    BOOST_TEST(!document(sample::bind_shell()).contains("host"));
}

BOOST_AUTO_TEST_CASE(each_level_of_an_incident_is_an_event_of_its_own) {
    BOOST_TEST(document(sample::reverse_shell()).at("event").at("id") ==
               "3e2c7a10f4d94d5c:critical");
    BOOST_TEST(document(sample::bind_shell()).at("event").at("id") == "3e2c7a10f4d94d5c:high");
}

BOOST_AUTO_TEST_SUITE_END()
