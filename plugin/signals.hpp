// SPDX-License-Identifier: Apache-2.0
// Signals as auditd leaves them to a plugin, put right; and the ones that mean something, read in
// the loop with their sender.
#pragma once

#include <sys/signalfd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <span>

namespace pipehound::plugin {

/// Default disposition for every signal but SIGPIPE, which is ignored; none blocked. auditd ignores
/// all signals in a plugin that it starts for the first time, and blocks its own ones in a plugin
/// that it starts again (audit-userspace 3.0.9, audisp/audispd.c). To be called first, before there
/// are threads.
void reset_signals();

/// Signals through signalfd(2), which unlike sigaction's plain use tells asynchronously who sent
/// one.
class SignalDescriptor {
public:
    using OnSignal = std::function<void(const signalfd_siginfo&)>;

    /// Blocks `signals` in this thread and the threads that it starts later. Throws
    /// std::system_error.
    SignalDescriptor(boost::asio::io_context& loop, std::span<const int> signals,
                     OnSignal on_signal);

private:
    void wait();
    void read();

    OnSignal on_signal_;
    boost::asio::posix::stream_descriptor descriptor_;
};

}  // namespace pipehound::plugin
