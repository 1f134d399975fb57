// SPDX-License-Identifier: Apache-2.0
#include "signals.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace pipehound::plugin {

namespace {

int open_blocking_in_thread(std::span<const int> signals) {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : signals) ::sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int descriptor = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor < 0) throw std::system_error{errno, std::system_category(), "signalfd"};
    return descriptor;
}

}  // namespace

void reset_signals() {
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        ::sigaction(signal, &by_default, nullptr);  // KILL and STOP refuse
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

SignalDescriptor::SignalDescriptor(boost::asio::io_context& loop, std::span<const int> signals,
                                   OnSignal on_signal)
    : on_signal_{std::move(on_signal)}, descriptor_{loop, open_blocking_in_thread(signals)} {
    wait();
}

void SignalDescriptor::wait() {
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](const boost::system::error_code& error) {
                               if (error) return;
                               read();
                               wait();
                           });
}

void SignalDescriptor::read() {
    signalfd_siginfo signal{};
    while (::read(descriptor_.native_handle(), &signal, sizeof signal) == sizeof signal)
        on_signal_(signal);
}

}  // namespace pipehound::plugin
