// SPDX-License-Identifier: Apache-2.0
// A reverse shell through a FIFO for a test: real, over loopback, and harmless. The shell gets one
// echo and an exit from us, and nobody else can connect to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "event/types.hpp"
#include "file_descriptor.hpp"
#include "privileges.hpp"

namespace pipehound::plugin {

class SelftestChain {
public:
    /// Makes a folder for the FIFO that belongs to `account`, and listens on loopback. Throws
    /// std::system_error.
    explicit SelftestChain(const Account& account);
    ~SelftestChain();
    SelftestChain(const SelftestChain&) = delete;
    SelftestChain& operator=(const SelftestChain&) = delete;

    /// Where the FIFO will be.
    [[nodiscard]] const std::string& fifo() const noexcept { return fifo_; }

    /// Runs it to its end. Gives the time of the connect. Throws std::runtime_error that says what
    /// did not happen.
    [[nodiscard]] event::Time run();

private:
    void start();
    void await_answer(int socket);

    Account account_;
    std::string folder_;
    std::string fifo_;
    std::uint16_t port_ = 0;  // before the listener, which tells it
    FileDescriptor listener_;
    pid_t shell_ = 0;
};

/// The network leg: connects to that port of loopback, and passes bytes between it and standard
/// input and output until one side ends. Gives an exit status.
[[nodiscard]] int be_selftest_peer(std::uint16_t port);

}  // namespace pipehound::plugin
