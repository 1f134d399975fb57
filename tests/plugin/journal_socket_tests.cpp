// SPDX-License-Identifier: Apache-2.0
#include "journal_socket.hpp"

#include <boost/test/unit_test.hpp>

#include "support/journal_stand_in.hpp"
#include "support/scratch_folder.hpp"

using namespace pipehound;
using namespace std::string_literals;
using plugin::JournalSocket;
using support::JournalStandIn;
using support::ScratchFolder;

BOOST_AUTO_TEST_SUITE(journal_socket_tests)

BOOST_AUTO_TEST_CASE(writes_the_native_protocol) {
    const ScratchFolder folder;
    JournalStandIn journald{folder.file("socket")};
    JournalSocket journal{folder.file("socket"), std::chrono::milliseconds{0}};
    BOOST_REQUIRE(journal.send({{"MESSAGE", "a=b"}, {"TEXT", "two\nlines"}}));
    BOOST_TEST(journald.take().value() == "MESSAGE=a=b\nTEXT\n\x09\0\0\0\0\0\0\0two\nlines\n"s);
}

BOOST_AUTO_TEST_CASE(sends_what_no_datagram_holds_as_a_sealed_file) {
    const ScratchFolder folder;
    JournalStandIn journald{folder.file("socket")};
    JournalSocket journal{folder.file("socket"), std::chrono::milliseconds{0}};
    const std::string large(12U << 20, 'x');
    BOOST_REQUIRE(journal.send({{"MESSAGE", large}}));
    BOOST_TEST((journald.take() == "MESSAGE=" + large + "\n"));
}

BOOST_AUTO_TEST_CASE(says_that_journald_is_away_and_finds_it_when_it_returns) {
    const ScratchFolder folder;
    JournalSocket journal{folder.file("socket"), std::chrono::milliseconds{0}};
    BOOST_TEST(!journal.send({{"MESSAGE", "nobody there"}}));
    { const JournalStandIn crashed{folder.file("socket")}; }
    BOOST_TEST(!journal.send({{"MESSAGE", "nobody behind the socket"}}));
    std::filesystem::remove(folder.file("socket"));
    JournalStandIn journald{folder.file("socket")};
    BOOST_TEST(journal.send({{"MESSAGE", "back"}}));
    BOOST_TEST(journald.take().value() == "MESSAGE=back\n");
}

BOOST_AUTO_TEST_CASE(does_not_wait_for_a_journald_that_hangs) {
    const ScratchFolder folder;
    JournalStandIn hanging{folder.file("socket")};
    JournalSocket journal{folder.file("socket"), std::chrono::milliseconds{0}};
    std::size_t sent = 0;
    while (sent < 100'000 && journal.send({{"MESSAGE", "x"}})) ++sent;
    BOOST_TEST(sent < 100'000u);
    std::size_t arrived = 0;
    while (hanging.take()) ++arrived;
    BOOST_TEST(arrived == sent);
}

BOOST_AUTO_TEST_SUITE_END()
