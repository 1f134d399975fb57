// SPDX-License-Identifier: Apache-2.0
#include "alert/text_form.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "alert/golden.hpp"
#include "alert/sample_alerts.hpp"

using namespace pipehound;
using namespace pipehound::alert;

namespace {

bool has(const std::string& page, std::string_view part) {
    return page.find(part) != std::string::npos;
}

/// The text without "…", the one character beyond ASCII that the form itself writes.
std::string without_ellipses(std::string page) {
    for (auto at = page.find("…"); at != std::string::npos; at = page.find("…")) page.erase(at, 3);
    return page;
}

std::string command_of_pid_4244(const std::string& page) {
    const auto at = page.find("4244");
    return page.substr(at, page.find('\n', at) - at);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_form_tests)

BOOST_AUTO_TEST_CASE(pages_are_as_they_were_approved) {
    for (const auto& [name, alert] : sample::all()) {
        const auto actual = text(alert, {false, 140, "here"});
        BOOST_TEST(test::golden("alert/" + name + ".txt", actual) == actual);
    }
}

BOOST_AUTO_TEST_CASE(the_first_line_says_who_where_and_to_whom) {
    const auto page = text(sample::reverse_shell());
    const auto line = page.substr(0, page.find('\n'));
    for (const auto* part : {"CRITICAL", "Reverse shell", "/tmp/f", "www-data", "web1", "4243",
                             "203.0.113.5:4444", "2026-11-20 03:12:45"})
        BOOST_TEST(has(line, part), part);
    BOOST_TEST(has(text(sample::ipv6_shell()), "[2001:db8::5]:443"));
}

BOOST_AUTO_TEST_CASE(a_rise_is_told_and_only_a_rise) {
    BOOST_TEST(has(text(sample::reverse_shell()), "rises from high to critical"));
    BOOST_TEST(!has(text(sample::bind_shell()), "rises"));
}

BOOST_AUTO_TEST_CASE(hostile_text_neither_adds_lines_nor_reaches_the_terminal) {
    const auto harmless = text(sample::reverse_shell());
    const auto page = without_ellipses(text(sample::hostile()));
    BOOST_TEST(std::count(page.begin(), page.end(), '\n') ==
               std::count(harmless.begin(), harmless.end(), '\n'));
    BOOST_TEST(std::all_of(page.begin(), page.end(),
                           [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

BOOST_AUTO_TEST_CASE(colour_comes_only_when_asked_for_and_ends_on_its_line) {
    BOOST_TEST(!has(text(sample::reverse_shell()), "\x1b"));
    const auto page = text(sample::reverse_shell(), {true});
    const auto line = page.substr(0, page.find('\n'));
    BOOST_TEST(has(line, "\x1b["));
    BOOST_TEST(line.rfind("\x1b[") == line.rfind("\x1b[0m"));
}

BOOST_AUTO_TEST_CASE(a_long_command_is_cut_at_the_width_with_an_ellipsis) {
    auto alert = sample::reverse_shell();
    alert.members[4].args.emplace_back(5000, 'x');
    const auto line = command_of_pid_4244(text(alert, {false, 100}));
    BOOST_TEST(line.size() < 100u);
    BOOST_TEST(line.ends_with("…"));
}

BOOST_AUTO_TEST_CASE(children_stand_below_and_right_of_their_parents) {
    const auto page = text(sample::reverse_shell());
    BOOST_TEST(page.find("4243    shell") < page.find("4250    command"));
    BOOST_TEST(page.find("4250    command") < page.find("4244    network"));
    BOOST_TEST(has(page, "www-data     sh -i"));
    BOOST_TEST(has(page, "www-data       id"));
}

BOOST_AUTO_TEST_SUITE_END()
