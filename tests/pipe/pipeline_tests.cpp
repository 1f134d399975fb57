// SPDX-License-Identifier: Apache-2.0
#include "pipe/pipeline.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using process::Process;

namespace {

Process with_pid(int pid) {
    Process process;
    process.pid = event::Pid{pid};
    return process;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pipeline_tests)

BOOST_AUTO_TEST_CASE(the_lower_pid_was_forked_first_but_for_a_wrap) {
    BOOST_TEST(pipe::forked_before(with_pid(100), with_pid(101)));
    BOOST_TEST(!pipe::forked_before(with_pid(101), with_pid(100)));
    BOOST_TEST(!pipe::forked_before(with_pid(100), with_pid(100)));
    BOOST_TEST(pipe::forked_before(with_pid(32767), with_pid(301)));
    BOOST_TEST(!pipe::forked_before(with_pid(301), with_pid(32767)));
    BOOST_TEST(pipe::forked_before(with_pid(4194303), with_pid(301)));
}

BOOST_AUTO_TEST_CASE(stages_start_within_seconds_of_each_other) {
    auto one = with_pid(100);
    auto other = with_pid(101);
    other.appeared = one.appeared + event::Duration{5000};
    BOOST_TEST(pipe::started_beside(one, other));
    other.appeared += event::Duration{1};
    BOOST_TEST(!pipe::started_beside(one, other));
}

BOOST_AUTO_TEST_CASE(stages_that_hold_a_fifo_may_have_waited_long_for_each_other) {
    auto one = with_pid(100);
    auto other = with_pid(101);
    other.appeared = one.appeared + std::chrono::hours{1};
    one.trace().holds.push_back({});
    BOOST_TEST(!pipe::started_beside(one, other));
    other.trace().holds.push_back({});
    BOOST_TEST(pipe::started_beside(one, other));
}

BOOST_AUTO_TEST_CASE(a_stage_is_the_topmost_process_below_the_common_ancestor) {
    auto root = with_pid(1), left = with_pid(2), deep = with_pid(3), right = with_pid(4);
    left.parent = right.parent = &root;
    deep.parent = &left;
    BOOST_TEST(&pipe::stage_of(deep, right) == &left);
    BOOST_TEST(&pipe::stage_of(right, deep) == &right);
    BOOST_TEST(&pipe::stage_of(deep, left) == &deep);
}

BOOST_AUTO_TEST_SUITE_END()
