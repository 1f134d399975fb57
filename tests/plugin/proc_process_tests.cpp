// SPDX-License-Identifier: Apache-2.0
// What /proc tells of this very process, with a pipe, a FIFO and a loopback connection open.
#include "proc_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "proc_descriptors.hpp"

using namespace pipehound;
using event::Descriptor;
using plugin::FileDescriptor;

namespace {

const event::Pid self{::getpid()};

std::vector<Descriptor> own_descriptors() {
    return plugin::read_descriptors(plugin::open_process(self));
}

const Descriptor* find(const std::vector<Descriptor>& descriptors, int fd) {
    const auto found = std::find_if(descriptors.begin(), descriptors.end(),
                                    [fd](const Descriptor& known) { return known.fd == fd; });
    return found == descriptors.end() ? nullptr : &*found;
}

struct Folder {
    Folder() : path{std::string{::mkdtemp(name)}} {}
    ~Folder() { std::filesystem::remove_all(path); }
    char name[32] = "/tmp/pipehound-test-XXXXXX";
    std::string path;
};

// A TCP connection of this process with itself.
struct Loopback {
    Loopback()
        : listener{::socket(AF_INET, SOCK_STREAM, 0)}, client{::socket(AF_INET, SOCK_STREAM, 0)} {
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        BOOST_REQUIRE(::bind(listener.get(), generic, size) == 0);
        BOOST_REQUIRE(::listen(listener.get(), 1) == 0);
        BOOST_REQUIRE(::getsockname(listener.get(), generic, &size) == 0);
        BOOST_REQUIRE(::connect(client.get(), generic, size) == 0);
    }
    sockaddr_in address{};
    FileDescriptor listener;
    FileDescriptor client;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(proc_process_tests)

BOOST_AUTO_TEST_CASE(a_process_is_told_with_its_parent_program_and_user) {
    const auto live = plugin::read_process(plugin::open_process(self), self);
    BOOST_REQUIRE(live.has_value());
    BOOST_TEST(event::number(live->ppid) == ::getppid());
    BOOST_TEST(event::number(live->uid) == ::getuid());
    BOOST_TEST(live->exe == std::filesystem::read_symlink("/proc/self/exe").string());
    BOOST_TEST(!live->argv.empty());
    BOOST_TEST(live->cwd == std::filesystem::current_path().string());
    BOOST_TEST(live->start_ticks > 0u);
}

BOOST_AUTO_TEST_CASE(a_process_that_is_gone_is_no_error) {
    const event::Pid nobody{0x3fffffff};
    BOOST_TEST(!plugin::open_process(nobody).is_open());
    BOOST_TEST(!plugin::parent_of(nobody).has_value());
    BOOST_TEST(!plugin::read_process(plugin::open_process(nobody), nobody).has_value());
    BOOST_TEST(plugin::read_descriptors(plugin::open_process(nobody)).empty());
}

BOOST_AUTO_TEST_CASE(all_pids_have_this_one_among_them) {
    const auto pids = plugin::all_pids();
    BOOST_TEST((std::find(pids.begin(), pids.end(), self) != pids.end()));
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_pipe_are_the_same_pipe) {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe(ends.data()) == 0);
    const FileDescriptor reader{ends[0]};
    const FileDescriptor writer{ends[1]};
    const auto descriptors = own_descriptors();
    const auto* const read = find(descriptors, reader.get());
    const auto* const written = find(descriptors, writer.get());
    BOOST_REQUIRE((read != nullptr && written != nullptr));
    BOOST_TEST((read->kind == Descriptor::Kind::pipe));
    BOOST_TEST((read->reads && !read->writes && written->writes && !written->reads));
    BOOST_TEST((read->device == written->device && read->inode == written->inode));
}

BOOST_AUTO_TEST_CASE(a_fifo_is_told_with_its_path_also_after_it_was_removed) {
    const Folder folder;
    const auto path = folder.path + "/f";
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const FileDescriptor fifo{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    const auto before = own_descriptors();
    const auto* const there = find(before, fifo.get());
    BOOST_REQUIRE(there != nullptr);
    BOOST_TEST((there->kind == Descriptor::Kind::fifo));
    BOOST_TEST(there->path == path);
    BOOST_TEST((there->reads && there->writes && !there->deleted));
    BOOST_REQUIRE(::unlink(path.c_str()) == 0);
    const auto after = own_descriptors();
    const auto* const gone = find(after, fifo.get());
    BOOST_REQUIRE(gone != nullptr);
    BOOST_TEST(gone->path == path);
    BOOST_TEST(gone->deleted);
}

BOOST_AUTO_TEST_CASE(a_connected_socket_is_told_with_its_remote_end) {
    const Loopback loopback;
    const auto descriptors = own_descriptors();
    const auto* const connected = find(descriptors, loopback.client.get());
    BOOST_REQUIRE(connected != nullptr);
    BOOST_TEST((connected->kind == Descriptor::Kind::socket));
    BOOST_TEST(connected->remote.address == "127.0.0.1");
    BOOST_TEST(connected->remote.port == ntohs(loopback.address.sin_port));
    const auto* const listening = find(descriptors, loopback.listener.get());
    BOOST_TEST((listening == nullptr || listening->remote.port == 0));
}

BOOST_AUTO_TEST_CASE(the_unit_is_the_systems_not_one_that_a_user_made) {
    BOOST_TEST(plugin::systemd_unit("0::/system.slice/cron.service\n") == "cron.service");
    BOOST_TEST(plugin::systemd_unit("0::/user.slice/user-1000.slice/session-3.scope\n") ==
               "session-3.scope");
    BOOST_TEST(plugin::systemd_unit("0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
                                    "cron.service\n") == "user@1000.service");
    BOOST_TEST(
        plugin::systemd_unit("12:pids:/x.service\n1:name=systemd:/system.slice/a.service/b.scope\n"
                             "0::/\n") == "a.service");
    BOOST_TEST(plugin::systemd_unit("0::/\n") == "");
    BOOST_TEST(plugin::systemd_unit("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
