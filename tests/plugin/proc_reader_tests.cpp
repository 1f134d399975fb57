// SPDX-License-Identifier: Apache-2.0
#include "proc_reader.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <future>

#include "proc_descriptors.hpp"
#include "proc_process.hpp"
#include "proc_sockets.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using namespace pipehound::plugin;
using Kind = event::Descriptor::Kind;

namespace {

/// A child that sleeps with what it inherited, until the case ends.
class Sleeper {
public:
    Sleeper() : pid_{::fork()} {
        if (pid_ == 0)
            for (;;) ::pause();
    }
    ~Sleeper() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;

    [[nodiscard]] event::Pid pid() const noexcept { return event::Pid{pid_}; }

private:
    pid_t pid_;
};

/// A TCP connection over loopback.
struct Connection {
    FileDescriptor listener{::socket(AF_INET, SOCK_STREAM, 0)};
    FileDescriptor client{::socket(AF_INET, SOCK_STREAM, 0)};
    std::uint16_t port = 0;

    Connection() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socklen_t length = sizeof address;
        BOOST_REQUIRE(::bind(listener.get(), generic, length) == 0);
        BOOST_REQUIRE(::listen(listener.get(), 1) == 0);
        BOOST_REQUIRE(::getsockname(listener.get(), generic, &length) == 0);
        port = ntohs(address.sin_port);
        BOOST_REQUIRE(::connect(client.get(), generic, length) == 0);
    }
};

const event::Descriptor& with_fd(const std::vector<event::Descriptor>& all, int fd) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [fd](const event::Descriptor& one) { return one.fd == fd; });
    BOOST_REQUIRE((found != all.end()));
    return *found;
}

const event::LiveProcess* with_pid(const std::vector<event::LiveProcess>& all, event::Pid pid) {
    const auto found =
        std::find_if(all.begin(), all.end(), [pid](const auto& one) { return one.pid == pid; });
    return found == all.end() ? nullptr : &*found;
}

event::Pid self() { return event::Pid{::getpid()}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(proc_reader_tests)

BOOST_AUTO_TEST_CASE(a_process_is_read_with_its_names_and_its_start) {
    const auto before = std::chrono::floor<event::Duration>(std::chrono::system_clock::now());
    const Sleeper child;
    const auto process = read_process(open_process(child.pid()), child.pid());
    BOOST_REQUIRE(process.has_value());
    BOOST_TEST((process->ppid == self()));
    BOOST_TEST(process->comm == "unit-tests");
    BOOST_TEST(process->exe.ends_with("/unit-tests"));
    BOOST_TEST(!process->argv.empty());
    BOOST_TEST(process->cwd == std::filesystem::current_path().string());
    BOOST_TEST(event::number(process->uid) == ::getuid());
    BOOST_TEST(event::number(process->gid) == ::getgid());
    constexpr event::Duration tick{20};
    BOOST_TEST((process->started >= before - tick));
    BOOST_TEST((process->started <= before + std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_CASE(a_process_that_is_gone_is_nothing) {
    event::Pid gone{};
    {
        const Sleeper child;
        gone = child.pid();
    }
    BOOST_TEST(!open_process(gone).is_open());
    BOOST_TEST(!parent_of(gone).has_value());
}

BOOST_AUTO_TEST_CASE(a_process_that_goes_while_it_is_read_is_nothing) {
    FileDescriptor folder;
    event::Pid gone{};
    {
        const Sleeper child;
        gone = child.pid();
        folder = open_process(gone);
    }
    BOOST_TEST(!read_process(folder, gone).has_value());
    BOOST_TEST(read_descriptors(folder).empty());
}

BOOST_AUTO_TEST_CASE(fifos_and_pipes_are_told_apart_with_their_ends) {
    const support::ScratchFolder scratch;
    const auto path = std::filesystem::canonical(scratch.file(".")).string() + "/f";
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const FileDescriptor reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
    const FileDescriptor writer{::open(path.c_str(), O_WRONLY)};
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const FileDescriptor out{ends[0]};
    const FileDescriptor in{ends[1]};
    const Sleeper child;
    const auto all = read_descriptors(open_process(child.pid()));

    BOOST_TEST((with_fd(all, reader.get()).kind == Kind::fifo));
    BOOST_TEST(with_fd(all, reader.get()).path == path);
    BOOST_TEST(with_fd(all, reader.get()).reads);
    BOOST_TEST(!with_fd(all, reader.get()).writes);
    BOOST_TEST(with_fd(all, writer.get()).writes);
    BOOST_TEST(!with_fd(all, writer.get()).reads);
    BOOST_TEST(with_fd(all, writer.get()).inode == with_fd(all, reader.get()).inode);
    BOOST_TEST((with_fd(all, in.get()).kind == Kind::pipe));
    BOOST_TEST(with_fd(all, in.get()).writes);
    BOOST_TEST(with_fd(all, in.get()).inode == with_fd(all, out.get()).inode);
}

BOOST_AUTO_TEST_CASE(a_removed_fifo_keeps_its_path_and_says_so) {
    const support::ScratchFolder scratch;
    const auto path = std::filesystem::canonical(scratch.file(".")).string() + "/f";
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const FileDescriptor both{::open(path.c_str(), O_RDWR)};
    std::filesystem::remove(path);
    const Sleeper child;
    const auto fifo = with_fd(read_descriptors(open_process(child.pid())), both.get());
    BOOST_TEST(fifo.path == path);
    BOOST_TEST(fifo.deleted);
    BOOST_TEST(fifo.reads);
    BOOST_TEST(fifo.writes);
}

BOOST_AUTO_TEST_CASE(a_connected_socket_tells_its_remote_end_and_a_unix_socket_is_left_out) {
    const Connection connection;
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const FileDescriptor left{ends[0]};
    const FileDescriptor right{ends[1]};
    const Sleeper child;
    const auto all = read_descriptors(open_process(child.pid()));
    const event::Endpoint expected{"127.0.0.1", connection.port};
    BOOST_TEST((with_fd(all, connection.client.get()).kind == Kind::socket));
    BOOST_TEST((with_fd(all, connection.client.get()).remote == expected));
    BOOST_TEST((with_fd(all, connection.listener.get()).remote == event::Endpoint{}));
    BOOST_TEST(std::none_of(all.begin(), all.end(), [&](const event::Descriptor& one) {
        return one.fd == left.get() || one.fd == right.get();
    }));
}

BOOST_AUTO_TEST_CASE(addresses_of_both_families_are_read_from_the_kernel_s_tables) {
    const std::string_view table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode\n"
        "   0: 0100007F:A000 0100007F:115C 01 00000000:00000000 00:00000000 00000000  1000        "
        "0 77 1\n"
        "   1: 00000000000000000000000001000000:A000 00000000000000000000000001000000:01BB 01 "
        "00000000:00000000 00:00000000 00000000 0 0 78 1\n"
        "   2: 0000000000000000FFFF00000100007F:A000 0000000000000000FFFF00000200000A:01BB 01 "
        "00000000:00000000 00:00000000 00000000 0 0 79 1\n"
        "   3: garbage\n";
    const auto sockets = sockets_of_table(table, {77, 78, 79});
    BOOST_TEST(sockets.size() == 3u);
    BOOST_TEST((sockets.at(77) == event::Endpoint{"127.0.0.1", 4444}));
    BOOST_TEST((sockets.at(78) == event::Endpoint{"::1", 443}));
    BOOST_TEST((sockets.at(79) == event::Endpoint{"10.0.0.2", 443}));
    BOOST_TEST(sockets_of_table(table, {5}).empty());
}

BOOST_AUTO_TEST_CASE(begins_with_all_processes_and_answers_what_it_is_asked) {
    const Sleeper child;
    std::promise<ProcAnswers::Processes> seed;
    std::promise<ProcAnswers::Processes> ancestry;
    std::promise<ProcAnswers::Processes> holders;
    const std::string asked = "i-1";
    ProcReader reader{
        {[&](ProcAnswers::Processes found, event::Time) { seed.set_value(std::move(found)); },
         [&](ProcAnswers::Processes found) { ancestry.set_value(std::move(found)); },
         [&](std::string incident, ProcAnswers::Processes found, event::Time) {
             if (incident == asked) holders.set_value(std::move(found));
         }}};
    const auto all = seed.get_future().get();
    BOOST_REQUIRE(with_pid(all, child.pid()) != nullptr);
    BOOST_TEST(with_pid(all, self())->descriptors.empty());

    reader.ask({detect::Inquiry::What::parent, {child.pid()}, ""});
    const auto line = ancestry.get_future().get();
    BOOST_REQUIRE(line.size() >= 2u);
    BOOST_TEST((line[0].pid == child.pid()));
    BOOST_TEST((line[1].pid == self()));

    reader.ask({detect::Inquiry::What::incident, {self()}, asked});
    const auto found = holders.get_future().get();
    BOOST_TEST((with_pid(found, child.pid()) != nullptr));  // below the one that was asked for
    reader.close();
    BOOST_TEST(reader.ends_within(std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_SUITE_END()
