// SPDX-License-Identifier: Apache-2.0
#include "status_server.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

namespace pipehound::plugin {

namespace {

constexpr std::size_t visitors_limit = 8;
constexpr std::size_t question_limit = 4096;
constexpr std::chrono::seconds patience{2};

uid_t user_of(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool known = ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
    return known ? peer.uid : static_cast<uid_t>(-1);
}

}  // namespace

/// One who asks; gone when nothing waits for him any more.
struct StatusServer::Visitor {
    Visitor(boost::asio::io_context& loop, FileDescriptor socket,
            std::shared_ptr<std::size_t> visitors)
        : user{user_of(socket.get())},
          stream{loop, socket.release()},
          timer{loop, patience},
          count{std::move(visitors)} {
        ++*count;
    }
    ~Visitor() { --*count; }
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;

    uid_t user;
    boost::asio::posix::stream_descriptor stream;
    boost::asio::steady_timer timer;
    std::shared_ptr<std::size_t> count;  // outlives the server: the loop holds visitors
    std::array<char, 512> buffer{};
    std::string question;
    std::string answer;
};

StatusServer::StatusServer(boost::asio::io_context& loop, FileDescriptor listener, Answer answer)
    : loop_{loop}, answer_{std::move(answer)}, listener_{loop, listener.release()} {
    wait();
}

void StatusServer::wait() {
    listener_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this](const boost::system::error_code& error) {
                             if (error) return;
                             accept();
                             wait();
                         });
}

void StatusServer::accept() {
    FileDescriptor socket{
        ::accept4(listener_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket.is_open() || *visitors_ >= visitors_limit) return;
    const auto visitor = std::make_shared<Visitor>(loop_, std::move(socket), visitors_);
    const std::weak_ptr<Visitor> waiting = visitor;
    visitor->timer.async_wait([waiting](const boost::system::error_code& error) {
        boost::system::error_code none;
        if (const auto late = waiting.lock(); late && !error) late->stream.close(none);
    });
    read(visitor);
}

void StatusServer::read(const std::shared_ptr<Visitor>& visitor) {
    visitor->stream.async_read_some(
        boost::asio::buffer(visitor->buffer),
        [this, visitor](const boost::system::error_code& error, std::size_t taken) {
            if (error) return;
            visitor->question.append(visitor->buffer.data(), taken);
            if (visitor->question.find('\n') != std::string::npos) return answer(visitor);
            if (visitor->question.size() < question_limit) read(visitor);
        });
}

void StatusServer::answer(const std::shared_ptr<Visitor>& visitor) {
    visitor->question.resize(visitor->question.find('\n'));
    visitor->answer = answer_({visitor->question, visitor->user});
    boost::asio::async_write(visitor->stream, boost::asio::buffer(visitor->answer),
                             [visitor](const boost::system::error_code&, std::size_t) {});
}

}  // namespace pipehound::plugin
