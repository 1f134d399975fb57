// SPDX-License-Identifier: Apache-2.0
// Server and client of the status socket, against each other and against bad guests.
#include "status_server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "status_socket.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using plugin::ask_at;
using plugin::FileDescriptor;
using plugin::listen_at;
using plugin::StatusServer;
using support::ScratchFolder;

namespace {

/// A loop with a server that answers by the question and who asked.
class Serving {
public:
    explicit Serving(const std::string& path)
        : server_{loop_, listen_at(path), [](const StatusServer::Question& question) {
                      return question.text + " of " + std::to_string(question.user) +
                             std::string(100'000, '.');
                  }} {
        thread_ = std::thread{[this] { loop_.run(); }};
    }
    ~Serving() {
        loop_.stop();
        thread_.join();
    }

private:
    boost::asio::io_context loop_{1};
    StatusServer server_;
    std::thread thread_;
};

FileDescriptor guest(const std::string& path) {
    FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE(
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return socket;
}

bool is_answered(const std::string& path) {
    try {
        return !ask_at(path, "status").empty();
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(status_server_tests)

BOOST_AUTO_TEST_CASE(a_question_is_answered_in_full_and_the_asker_is_known) {
    const ScratchFolder folder;
    const Serving serving{folder.file("status")};
    const auto answer = ask_at(folder.file("status"), "status");
    BOOST_TEST(answer.starts_with("status of " + std::to_string(::getuid()) + "."));
    BOOST_TEST(answer.size() > 100'000u);
}

BOOST_AUTO_TEST_CASE(nobody_there_is_told_apart_from_trouble) {
    const ScratchFolder folder;
    BOOST_CHECK_THROW((void)ask_at(folder.file("status"), "status"), plugin::NobodyAnswers);
    { const auto left_behind = listen_at(folder.file("status")); }
    BOOST_CHECK_THROW((void)ask_at(folder.file("status"), "status"), plugin::NobodyAnswers);
}

BOOST_AUTO_TEST_CASE(one_who_hangs_is_not_waited_for) {
    const ScratchFolder folder;
    const auto hanging = listen_at(folder.file("status"));
    try {
        (void)ask_at(folder.file("status"), "status", std::chrono::milliseconds{100});
        BOOST_ERROR("answered");
    } catch (const plugin::NobodyAnswers&) {
        BOOST_ERROR("somebody is there");
    } catch (const std::runtime_error& error) {
        BOOST_TEST(std::string{error.what()}.find("does not answer") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_successor_takes_the_place_over) {
    const ScratchFolder folder;
    const auto former = listen_at(folder.file("status"));
    const Serving serving{folder.file("status")};
    BOOST_TEST(ask_at(folder.file("status"), "x").starts_with("x of "));
}

BOOST_AUTO_TEST_CASE(it_is_closed_to_others) {
    const ScratchFolder folder;
    const auto listener = listen_at(folder.file("status"));
    struct stat status {};
    BOOST_REQUIRE(::stat(folder.file("status").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0660u);
    BOOST_TEST(S_ISSOCK(status.st_mode));
}

BOOST_AUTO_TEST_CASE(silent_guests_do_not_keep_others_out_for_long) {
    const ScratchFolder folder;
    const Serving serving{folder.file("status")};
    std::vector<FileDescriptor> silent;
    for (int i = 0; i < 8; ++i) silent.push_back(guest(folder.file("status")));
    BOOST_TEST(!is_answered(folder.file("status")));  // no room: turned away
    std::this_thread::sleep_for(std::chrono::milliseconds{2500});
    BOOST_TEST(is_answered(folder.file("status")));
}

BOOST_AUTO_TEST_CASE(an_endless_question_is_cut_off) {
    const ScratchFolder folder;
    const Serving serving{folder.file("status")};
    const auto socket = guest(folder.file("status"));
    const std::string endless(64 * 1024, 'x');
    (void)!::send(socket.get(), endless.data(), endless.size(), MSG_NOSIGNAL);
    char byte = 0;
    BOOST_TEST(::recv(socket.get(), &byte, 1, 0) <= 0);
}

BOOST_AUTO_TEST_SUITE_END()
