// SPDX-License-Identifier: Apache-2.0
#include "auditd_queue.hpp"

#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

using namespace pipehound;
namespace data = boost::unit_test::data;

namespace {

const std::string state =
    "audit version = 3.0.9\n"
    "current log size = 278555 KB\n"
    "Number of active plugins = 1\n"
    "current plugin queue depth = 3\n"
    "max plugin queue depth used = 470\n"
    "plugin queue size = 2000\n"
    "plugin queue overflow detected = no\n"
    "plugin queueing suspended = yes\n"
    "listening for network connections = no\n";

std::string without(const std::string& part) {
    auto text = state;
    return text.erase(text.find(part), part.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(auditd_queue_tests)

BOOST_AUTO_TEST_CASE(the_queue_is_read_off_the_state) {
    const auto queue = plugin::queue_in(state);
    BOOST_REQUIRE(queue.has_value());
    BOOST_TEST(queue->depth == 3u);
    BOOST_TEST(queue->peak == 470u);
    BOOST_TEST(queue->limit == 2000u);
    BOOST_TEST(!queue->overflowed);
    BOOST_TEST(queue->suspended);
}

const std::string torn[] = {
    "",
    "\n",
    state.substr(0, state.find("plugin queueing") + 27),
    without("plugin queue size = 2000\n"),
    without(" depth = 3"),
    without("470"),
    without(" = yes"),
};

BOOST_DATA_TEST_CASE(what_is_torn_says_nothing, data::make(torn), text) {
    BOOST_TEST(!plugin::queue_in(text).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_but_auditd_is_asked) {
    BOOST_CHECK_THROW((void)plugin::ask_auditd(0), plugin::AuditdQueueError);
    BOOST_CHECK_THROW((void)plugin::ask_auditd(::getpid()), plugin::AuditdQueueError);
}

BOOST_AUTO_TEST_SUITE_END()
