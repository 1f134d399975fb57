// SPDX-License-Identifier: Apache-2.0
#include "kernel_asker.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "apparmor.hpp"
#include "seccomp_filter.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::chrono::seconds interval{15};

KernelLook look() {
    try {
        return look_at(read_kernel_state());
    } catch (const std::exception& error) {
        KernelLook failed;
        failed.failure = error.what();
        return failed;
    }
}

/// systemd and auditd signal all of a service: what ends this process is the end of the pair.
void ignore_signals() {
    for (const int number : {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT, SIGPIPE})
        std::signal(number, SIG_IGN);
}

/// auditd's stream, above all, must not be held open from here.
void close_all_but(int descriptor) {
    ::dup2(descriptor, 3);
    ::close_range(4, ~0U, 0);
    const FileDescriptor nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (int standard = 0; standard < 3; ++standard) ::dup2(nothing.get(), standard);
}

[[noreturn]] void answer(int pair, const std::optional<Account>& account, bool seccomp) {
    ::prctl(PR_SET_NAME, "pipehound-audit");
    ignore_signals();
    close_all_but(pair);
    constexpr std::array kept{CAP_AUDIT_CONTROL};
    try {
        keep_only(kept, account);
        enter_profile("pipehound//kernel");
        forbid_more_privileges();
        limit_resources(8);
        if (seccomp) allow_only(CallSet::kernel_asker);
    } catch (const std::exception&) {
        // The plugin tells of the same trouble with its own privileges; to see is worth more.
    }
    char question = 0;
    while (::recv(3, &question, 1, 0) > 0) {
        const auto text = text_of(look());
        if (::send(3, text.data(), text.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::_exit(0);
}

}  // namespace

FileDescriptor start_kernel_asker(const std::optional<Account>& account, bool seccomp) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        throw std::system_error{errno, std::system_category(), "socketpair"};
    FileDescriptor ours{pair[0]};
    const FileDescriptor theirs{pair[1]};
    const auto child = ::fork();
    if (child < 0) throw std::system_error{errno, std::system_category(), "fork"};
    if (child == 0) answer(theirs.get(), account, seccomp);
    return ours;
}

KernelInquiry::KernelInquiry(boost::asio::io_context& loop, FileDescriptor pair, OnLook on_look)
    : on_look_{std::move(on_look)}, pair_{loop, pair.release()}, timer_{loop} {
    pair_.non_blocking(true);
    wait();
    ask();
    repeat();
}

void KernelInquiry::ask() {
    if (gone_) return;
    if (asked_) {
        once_more_ = true;
        return;
    }
    constexpr char question = '?';
    asked_ = ::send(pair_.native_handle(), &question, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

void KernelInquiry::wait() {
    pair_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                         if (!error) read();
                     });
}

void KernelInquiry::read() {
    const auto taken = ::recv(pair_.native_handle(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (taken < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
    if (taken <= 0) {
        gone_ = true;
        return fail("the process that asks the kernel is gone");
    }
    asked_ = false;
    if (auto look = kernel_look_of({buffer_.data(), static_cast<std::size_t>(taken)}))
        on_look_(std::move(*look));
    if (std::exchange(once_more_, false)) ask();
    wait();
}

void KernelInquiry::repeat() {
    timer_.expires_after(interval);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || gone_) return;
        if (asked_) fail("the process that asks the kernel does not answer");
        ask();
        repeat();
    });
}

void KernelInquiry::fail(const char* why) {
    KernelLook failed;
    failed.failure = why;
    on_look_(std::move(failed));
}

}  // namespace pipehound::plugin
