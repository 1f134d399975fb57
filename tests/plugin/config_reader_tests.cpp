// SPDX-License-Identifier: Apache-2.0
#include "config_reader.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

using namespace pipehound;
using plugin::Config;
using plugin::read_config;

namespace {

const std::string shipped{CONF "/pipehound.conf"};

std::string shipped_text() {
    std::ifstream file{shipped};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string error_of(const std::string& text) {
    const auto reading = read_config(text, "x.conf");
    return reading.errors.empty() ? "" : reading.errors.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_reader_tests)

BOOST_AUTO_TEST_CASE(the_shipped_file_says_the_defaults) {
    const auto reading = plugin::read_config_file(shipped);
    BOOST_TEST(reading.errors.empty());
    BOOST_TEST((reading.config == Config{}));
}

BOOST_AUTO_TEST_CASE(the_shipped_file_has_every_key) {
    const auto text = shipped_text();
    for (const auto& key : plugin::config_keys())
        BOOST_TEST(text.find("\n" + key.substr(key.find('.') + 1) + " = ") != std::string::npos,
                   key);
}

BOOST_AUTO_TEST_CASE(values_arrive) {
    const auto reading = read_config(
        "[alerts]\nlevel = \"low\"\nfile = \"/var/log/ph.json\"\n[limits]\nfifos = 99\n", "x.conf");
    BOOST_TEST(reading.errors.empty());
    BOOST_TEST((reading.config.alerts.level == event::Level::low));
    BOOST_TEST(reading.config.alerts.file == "/var/log/ph.json");
    BOOST_TEST(reading.config.limits.fifos == 99u);
}

BOOST_AUTO_TEST_CASE(an_error_names_file_line_column_and_what_to_do) {
    BOOST_TEST(error_of("[alerts]\nlevle = \"low\"\n") ==
               "x.conf:2:1: unknown key alerts.levle: did you mean alerts.level?");
    BOOST_TEST(
        error_of("[limits]\nfifos = \"many\"\n").starts_with("x.conf:2:9: limits.fifos must"));
    BOOST_TEST(error_of("[limits]\nfifos = 1\n").starts_with("x.conf:2:9: limits.fifos must be"));
    BOOST_TEST(error_of("[alerts]\nspool = \"here\"\n").find("absolute path") != std::string::npos);
    BOOST_TEST(error_of("[alerts\n").starts_with("x.conf:1:"));
}

BOOST_AUTO_TEST_CASE(one_mistake_leaves_the_other_keys_in_force) {
    const auto reading = read_config("[alerts]\nlevel = \"loud\"\njournal = false\n", "x.conf");
    BOOST_TEST(reading.errors.size() == 1u);
    BOOST_TEST(!reading.config.alerts.journal);
    BOOST_TEST((reading.config.alerts.level == event::Level::medium));
}

BOOST_AUTO_TEST_CASE(an_absent_file_is_an_error_and_the_defaults_hold) {
    const auto reading = plugin::read_config_file("/nonexistent/pipehound.conf");
    BOOST_TEST(reading.errors.size() == 1u);
    BOOST_TEST((reading.config == Config{}));
}

BOOST_AUTO_TEST_SUITE_END()
