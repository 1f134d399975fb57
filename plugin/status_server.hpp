// SPDX-License-Identifier: Apache-2.0
// Answers at the status socket, in the loop: never waits for who asks, and lets few ask at once.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

class StatusServer {
public:
    struct Question {
        std::string text;
        uid_t user = 0;  ///< who asks, by the kernel's word
    };
    using Answer = std::function<std::string(const Question&)>;

    /// `listener` is that of listen_at.
    StatusServer(boost::asio::io_context& loop, FileDescriptor listener, Answer answer);

private:
    struct Visitor;

    void wait();
    void accept();
    void read(const std::shared_ptr<Visitor>& visitor);
    void answer(const std::shared_ptr<Visitor>& visitor);

    boost::asio::io_context& loop_;
    Answer answer_;
    boost::asio::posix::stream_descriptor listener_;
    std::shared_ptr<std::size_t> visitors_ = std::make_shared<std::size_t>(0);
};

}  // namespace pipehound::plugin
