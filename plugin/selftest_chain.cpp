// SPDX-License-Identifier: Apache-2.0
#include "selftest_chain.hpp"
#include "clock.hpp"
#include "socket_options.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace pipehound::plugin {

namespace {

constexpr std::chrono::milliseconds patience{5000};
constexpr std::string_view word = "pipehound-selftest";

/// As an attacker writes it, with pipehound as the network program: $1 the FIFO, $2 this program,
/// $3 the port.
constexpr const char* script =
    "mkfifo \"$1\" && sh <\"$1\" 2>&1 | \"$2\" selftest-peer \"$3\" >\"$1\"";

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::system_category(), what};
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

FileDescriptor listen_on_loopback(std::uint16_t& port) {
    FileDescriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(socket.get(), 1) != 0 ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        fail("loopback");
    limit_waiting(socket.get(), SO_RCVTIMEO, patience);
    port = ntohs(address.sin_port);
    return socket;
}

std::string make_folder(const Account& account) {
    std::string name = "/run/pipehound-selftest-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) fail("/run");
    if (::chown(name.c_str(), account.uid, account.gid) != 0) fail(name.c_str());
    return name;
}

[[noreturn]] void become_shell(const Account& account, const std::string& fifo,
                               const std::string& port) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    ::setsid();
    std::signal(SIGPIPE, SIG_DFL);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard < 3; ++standard) ::dup2(nothing, standard);
    if (::setgroups(0, nullptr) != 0 || ::setgid(account.gid) != 0 || ::setuid(account.uid) != 0)
        ::_exit(126);
    ::execl("/bin/sh", "sh", "-c", script, "sh", fifo.c_str(), self.c_str(), port.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(127);
}

/// False at the end of `from`.
bool pass(int from, int to) {
    std::array<char, 4096> buffer{};
    const auto taken = ::read(from, buffer.data(), buffer.size());
    return taken > 0 && ::write(to, buffer.data(), static_cast<std::size_t>(taken)) == taken;
}

}  // namespace

SelftestChain::SelftestChain(const Account& account)
    : account_{account},
      folder_{make_folder(account)},
      fifo_{folder_ + "/fifo"},
      listener_{listen_on_loopback(port_)} {}

SelftestChain::~SelftestChain() {
    if (shell_ > 0) {
        ::kill(-shell_, SIGKILL);
        ::waitpid(shell_, nullptr, 0);
    }
    ::unlink(fifo_.c_str());
    ::rmdir(folder_.c_str());
}

event::Time SelftestChain::run() {
    start();
    const FileDescriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    const auto connected = now();
    if (!socket.is_open())
        throw std::runtime_error{
            "the chain did not come up: is /bin/sh there, and mkfifo, and may this user run " +
            std::filesystem::read_symlink("/proc/self/exe").string() + "?"};
    await_answer(socket.get());
    return connected;
}

void SelftestChain::start() {
    shell_ = ::fork();
    if (shell_ < 0) fail("fork");
    if (shell_ == 0) become_shell(account_, fifo_, std::to_string(port_));
}

void SelftestChain::await_answer(int socket) {
    limit_waiting(socket, SO_RCVTIMEO, patience);
    const auto commands = "echo " + std::string{word} + "\nexit\n";
    std::string heard;
    std::array<char, 512> buffer{};
    if (::send(socket, commands.data(), commands.size(), MSG_NOSIGNAL) < 0) fail("loopback");
    while (heard.find(word) == std::string::npos) {
        const auto taken = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (taken <= 0) throw std::runtime_error{"the shell of the chain did not answer"};
        heard.append(buffer.data(), static_cast<std::size_t>(taken));
    }
}

int be_selftest_peer(std::uint16_t port) {
    const FileDescriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return 1;
    std::array<pollfd, 2> wanted{{{socket.get(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    while (::poll(wanted.data(), wanted.size(), static_cast<int>(patience.count())) > 0) {
        if (wanted[0].revents != 0 && !pass(socket.get(), STDOUT_FILENO)) return 0;
        if (wanted[1].revents != 0 && !pass(STDIN_FILENO, socket.get())) return 0;
    }
    return 1;
}

}  // namespace pipehound::plugin
