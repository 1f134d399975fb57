// SPDX-License-Identifier: Apache-2.0
// Bytes from auditd, as they come. Always reading: what is not read fills auditd's queue, then the
// kernel's, then audited processes stand still (audit-userspace 3.0.9, audisp/audispd.c;
// kernel/audit.c, audit_log_start).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace pipehound::plugin {

class StreamReader {
public:
    using OnBytes = std::function<void(std::string_view)>;
    using OnEnd = std::function<void()>;

    /// Takes over `descriptor`, which must be one that can be waited for: a socket, a pipe, a
    /// terminal. Else throws boost::system::system_error. `on_end` is called once, at the end of
    /// the stream or an error in reading it.
    StreamReader(boost::asio::io_context& loop, int descriptor, OnBytes on_bytes, OnEnd on_end);

    /// Takes what lies ready, without waiting for more.
    void drain();

    /// Bytes that lie ready.
    [[nodiscard]] std::size_t waiting();

private:
    void read();

    OnBytes on_bytes_;
    OnEnd on_end_;
    std::vector<char> buffer_ = std::vector<char>(64 * 1024);
    boost::asio::posix::stream_descriptor descriptor_;
};

}  // namespace pipehound::plugin
