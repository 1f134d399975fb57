// SPDX-License-Identifier: Apache-2.0
// A small process that may ask the kernel about its audit, and nothing else: it keeps
// CAP_AUDIT_CONTROL, which the kernel demands for that, while the plugin gives it up. Asked over a
// socket pair, one byte a question; answers with the text of a KernelLook.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "file_descriptor.hpp"
#include "kernel_look.hpp"
#include "privileges.hpp"

namespace pipehound::plugin {

/// Starts it, as `account` where there is one; gives our end of the pair. To be called before there
/// are threads, and while we are root. It ends when our end is closed. Throws std::system_error.
[[nodiscard]] FileDescriptor start_kernel_asker(const std::optional<Account>& account,
                                                bool seccomp);

/// Our end, in the loop: asks every few seconds and whenever it is told to, and never waits.
class KernelInquiry {
public:
    using OnLook = std::function<void(KernelLook)>;

    KernelInquiry(boost::asio::io_context& loop, FileDescriptor pair, OnLook on_look);

    /// Now, or when the question before is answered.
    void ask();

private:
    void wait();
    void read();
    void repeat();
    void fail(const char* why);

    OnLook on_look_;
    boost::asio::posix::stream_descriptor pair_;
    boost::asio::steady_timer timer_;
    std::vector<char> buffer_ = std::vector<char>(64 * 1024);
    bool asked_ = false;
    bool once_more_ = false;
    bool gone_ = false;
};

}  // namespace pipehound::plugin
