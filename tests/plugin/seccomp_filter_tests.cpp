// SPDX-License-Identifier: Apache-2.0
// Each case runs in a child, since a filter is for good.
#include "seccomp_filter.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <functional>
#include <string>
#include <thread>

#include "kernel_state.hpp"
#include "privileges.hpp"

using namespace pipehound;
using plugin::allow_only;
using plugin::CallSet;

namespace {

/// How a child ends that runs `act` behind the filter: its exit status is 0 where `act` is true.
int status_of(CallSet set, const std::function<bool()>& act) {
    const auto child = ::fork();
    if (child == 0) {
        try {
            plugin::forbid_more_privileges();
            allow_only(set);
            ::_exit(act() ? 0 : 1);
        } catch (const std::exception&) {
            ::_exit(2);
        }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

bool works(CallSet set, const std::function<bool()>& act) { return status_of(set, act) == 0; }

/// Refused with EPERM.
bool is_refused(CallSet set, const std::function<long()>& call) {
    return works(set, [&] { return call() < 0 && errno == EPERM; });
}

void* map(int protection) {
    return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/// Empty, or why there is none here, filter or not.
std::string kernels_answer() {
    try {
        (void)plugin::read_kernel_state();
        return {};
    } catch (const plugin::KernelStateError& error) {
        return error.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seccomp_filter_tests)

BOOST_AUTO_TEST_CASE(the_plugin_may_start_threads_read_files_and_look_users_up) {
    BOOST_TEST(works(CallSet::plugin, [] {
        bool ran = false;
        std::thread{[&] { ran = ::open("/etc/passwd", O_RDONLY) >= 0; }}.join();
        return ran && ::getpwnam("root") != nullptr && ::getpwnam("no-such-user") == nullptr;
    }));
    BOOST_TEST(works(CallSet::plugin, [] { return ::socket(AF_UNIX, SOCK_DGRAM, 0) >= 0; }));
}

BOOST_AUTO_TEST_CASE(the_plugin_may_not_reach_the_network_or_the_kernels_audit) {
    for (const int family : {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET})
        BOOST_TEST(is_refused(CallSet::plugin, [=] { return ::socket(family, SOCK_RAW, 0); }));
}

BOOST_AUTO_TEST_CASE(the_plugin_may_not_fork_or_change_who_it_is) {
    BOOST_TEST(is_refused(CallSet::plugin, [] { return ::fork(); }));
    BOOST_TEST(is_refused(CallSet::plugin, [] { return ::setuid(0); }));
    BOOST_TEST(is_refused(CallSet::plugin, [] { return ::chroot("/"); }));
    BOOST_TEST(is_refused(CallSet::plugin, [] { return ::kill(1, 0); }));
    const rlimit more{1024, 1024};
    BOOST_TEST(is_refused(CallSet::plugin, [&] { return ::setrlimit(RLIMIT_NOFILE, &more); }));
}

BOOST_AUTO_TEST_CASE(memory_is_written_or_run_but_never_both) {
    for (const auto set : {CallSet::plugin, CallSet::kernel_asker}) {
        BOOST_TEST(works(set, [] { return map(PROT_READ | PROT_WRITE) != MAP_FAILED; }));
        BOOST_TEST(
            is_refused(set, [] { return map(PROT_WRITE | PROT_EXEC) == MAP_FAILED ? -1 : 0; }));
        BOOST_TEST(is_refused(set, [] {
            return ::mprotect(map(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC);
        }));
    }
}

BOOST_AUTO_TEST_CASE(to_start_a_program_is_the_end) {
    const auto status = status_of(CallSet::plugin, [] {
        ::execl("/bin/true", "true", nullptr);
        return true;
    });
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == SIGSYS);
}

BOOST_AUTO_TEST_CASE(who_asks_the_kernel_can_do_that_and_open_no_file) {
    const auto answer = kernels_answer();
    BOOST_TEST(works(CallSet::kernel_asker, [&] { return kernels_answer() == answer; }));
    BOOST_TEST(is_refused(CallSet::kernel_asker, [] { return ::open("/etc/passwd", O_RDONLY); }));
    BOOST_TEST(is_refused(CallSet::kernel_asker, [] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }));
}

BOOST_AUTO_TEST_SUITE_END()
