// SPDX-License-Identifier: Apache-2.0
// What is said of the kernel's state; that it is read truly is shown by
// tests/live/kernel_rules_test.py.
#include "kernel_state.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace pipehound;

namespace {

plugin::KernelState sound() {
    plugin::KernelState state;
    state.enabled = 1;
    state.daemon = 312;
    state.backlog_limit = 8192;
    return state;
}

std::string complaint(const plugin::KernelState& state) {
    const auto sentences = plugin::impediments(state);
    return sentences.size() == 1 ? sentences[0] : std::to_string(sentences.size()) + " sentences";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kernel_state_tests)

BOOST_AUTO_TEST_CASE(a_sound_audit_has_no_impediment) {
    BOOST_TEST(plugin::impediments(sound()).empty());
}

BOOST_AUTO_TEST_CASE(audit_that_is_off_is_told_with_what_to_do) {
    auto state = sound();
    state.enabled = 0;
    BOOST_TEST(complaint(state).find("auditctl -e 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_daemon_is_told) {
    auto state = sound();
    state.daemon = 0;
    BOOST_TEST(complaint(state).find("start auditd") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lost_records_are_told_with_their_number_and_the_backlog) {
    auto state = sound();
    state.lost = 17;
    BOOST_TEST(complaint(state).find("lost 17 audit records") != std::string::npos);
    BOOST_TEST(complaint(state).find("now 8192") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_rate_limit_is_told) {
    auto state = sound();
    state.rate_limit = 100;
    BOOST_TEST(complaint(state).find("beyond 100 a second") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_is_read_in_time_or_refused_with_a_reason) {
    try {
        (void)plugin::read_kernel_state();
    } catch (const plugin::KernelStateError& error) {
        BOOST_TEST_MESSAGE(error.what());
        BOOST_TEST(std::string{error.what()}.size() > 20);
    }
}

BOOST_AUTO_TEST_SUITE_END()
