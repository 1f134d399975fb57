// SPDX-License-Identifier: Apache-2.0
#include "stream_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace pipehound::plugin {

StreamReader::StreamReader(boost::asio::io_context& loop, int descriptor, OnBytes on_bytes,
                           OnEnd on_end)
    : on_bytes_{std::move(on_bytes)}, on_end_{std::move(on_end)}, descriptor_{loop, descriptor} {
    read();
}

void StreamReader::read() {
    descriptor_.async_read_some(boost::asio::buffer(buffer_),
                                [this](const boost::system::error_code& error, std::size_t taken) {
                                    if (error == boost::asio::error::operation_aborted) return;
                                    if (error) return on_end_();
                                    on_bytes_({buffer_.data(), taken});
                                    read();
                                });
}

void StreamReader::drain() {
    boost::system::error_code error;
    descriptor_.non_blocking(true, error);
    while (!error) {
        const auto taken = descriptor_.read_some(boost::asio::buffer(buffer_), error);
        if (!error) on_bytes_({buffer_.data(), taken});
    }
}

std::size_t StreamReader::waiting() {
    boost::asio::posix::descriptor_base::bytes_readable ready;
    boost::system::error_code error;
    descriptor_.io_control(ready, error);
    return error ? 0 : ready.get();
}

}  // namespace pipehound::plugin
