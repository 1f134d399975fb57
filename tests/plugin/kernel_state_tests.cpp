// SPDX-License-Identifier: Apache-2.0
// What is said of the kernel's state; that it is read truly is shown by
// tests/live/kernel_rules_test.py.
#include "kernel_state.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "audit/kernel_rules_text.hpp"

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

std::string text_of_file(const char* path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

constexpr audit::RuleList lists[] = {audit::RuleList::user, audit::RuleList::task,
                                     audit::RuleList::exit, audit::RuleList::exclude,
                                     audit::RuleList::filesystem};

/// The kernel orders the rules of one list only.
std::vector<std::string> lines_of(const std::vector<audit::KernelRule>& rules,
                                  audit::RuleList list) {
    std::vector<std::string> lines;
    for (const auto& rule : rules)
        if (rule.list == list) lines.push_back(audit::line_of(rule));
    return lines;
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

/// KERNEL_RULES names what was just loaded: tests/live/kernel_rules_test.py does that.
BOOST_AUTO_TEST_CASE(the_kernels_answer_reads_as_the_rules_that_were_loaded) {
    const char* const file = std::getenv("KERNEL_RULES");
    if (!file) {
        BOOST_TEST_MESSAGE("skipped: no rules were loaded for it (KERNEL_RULES)");
        return;
    }
    const auto [written, unreadable] = audit::parse_rules_text(text_of_file(file));
    for (const auto& bad : unreadable) BOOST_ERROR("line " << bad.line << ": " << bad.reason);
    auto loaded = plugin::read_kernel_state().rules;
    BOOST_TEST(!loaded.empty());
    for (const auto list : lists)
        BOOST_TEST(lines_of(written, list) == lines_of(loaded, list),
                   boost::test_tools::per_element());
    for (const auto& rule : written)
        BOOST_TEST((std::find(loaded.begin(), loaded.end(), rule) != loaded.end()),
                   audit::line_of(rule) << " is not what the kernel holds");
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
