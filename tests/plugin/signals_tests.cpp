// SPDX-License-Identifier: Apache-2.0
// Each case works in a child of its own: dispositions and masks belong to the whole test program.
#include "signals.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <functional>

using namespace pipehound::plugin;

namespace {

int status_of_child(const std::function<bool()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body() ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

bool is_default(int signal) {
    struct sigaction action {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
}

bool is_blocked(int signal) {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return ::sigismember(&mask, signal) == 1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signals_tests)

BOOST_AUTO_TEST_CASE(what_auditd_ignored_or_blocked_works_again) {
    const auto works = [] {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
        for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_IGN);
        reset_signals();
        for (const int signal : {SIGHUP, SIGTERM, SIGCHLD, SIGUSR1})
            if (!is_default(signal) || is_blocked(signal)) return false;
        return !is_default(SIGPIPE);
    };
    BOOST_TEST(status_of_child(works) == 0);
}

BOOST_AUTO_TEST_CASE(a_signal_comes_with_its_sender) {
    const auto knows = [] {
        boost::asio::io_context loop;
        pid_t sender = 0;
        const std::array signals{SIGTERM};
        SignalDescriptor descriptor{loop, signals, [&](const signalfd_siginfo& signal) {
                                        sender = static_cast<pid_t>(signal.ssi_pid);
                                        loop.stop();
                                    }};
        const pid_t stranger = ::fork();
        if (stranger == 0) {
            ::kill(::getppid(), SIGTERM);
            ::_exit(0);
        }
        loop.run();
        ::waitpid(stranger, nullptr, 0);
        return sender == stranger;
    };
    BOOST_TEST(status_of_child(knows) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
