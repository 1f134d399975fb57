// SPDX-License-Identifier: Apache-2.0
#include "pipe/fifo_table.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using pipe::FifoTable;

namespace {

const event::FileId file{1, 7};
const event::NodeId here{};
const event::Moment now{1, event::Time{event::Duration{1000}}, 1};

}  // namespace

BOOST_AUTO_TEST_SUITE(fifo_table_tests)

BOOST_AUTO_TEST_CASE(one_inode_is_one_fifo_whatever_it_is_called) {
    FifoTable table{10};
    const auto key = table.create(here, file, "/tmp/f", now).key;
    BOOST_TEST((table.use(here, file, "/proc/self/fd/3", now).key == key));
    BOOST_TEST(table.find(key)->path == "/tmp/f");
    BOOST_TEST(table.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_creation_begins_a_new_fifo_on_a_reused_inode) {
    FifoTable table{10};
    const auto old = table.create(here, file, "/tmp/f", now).key;
    const auto fresh = table.create(here, file, "/tmp/g", now).key;
    BOOST_TEST((fresh != old));
    BOOST_TEST((table.find(here, file)->key == fresh));
    BOOST_TEST(table.find(old)->path == "/tmp/f");
}

BOOST_AUTO_TEST_CASE(a_fifo_made_before_the_first_record_is_entered_when_it_is_used) {
    FifoTable table{10};
    const auto& fifo = table.use(here, file, "/tmp/f", now);
    BOOST_TEST(!fifo.created.has_value());
}

BOOST_AUTO_TEST_CASE(hosts_do_not_share_inodes) {
    FifoTable table{10};
    const auto key = table.create(here, file, "/tmp/f", now).key;
    BOOST_TEST((table.use(event::NodeId{1}, file, "/tmp/f", now).key != key));
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_makes_room_and_is_handed_out) {
    FifoTable table{2};
    const auto first = table.create(here, {1, 1}, "/a", now).key;
    const auto second = table.create(here, {1, 2}, "/b", now).key;
    table.use(here, {1, 1}, "/a", now);
    table.create(here, {1, 3}, "/c", now);
    BOOST_TEST(table.find(first) != nullptr);
    BOOST_TEST(table.find(second) == nullptr);
    BOOST_TEST(table.evictions() == 1u);
    const auto evicted = table.take_evicted();
    BOOST_REQUIRE(evicted.size() == 1u);
    BOOST_TEST(evicted.front().path == "/b");
    BOOST_TEST(table.take_evicted().empty());
}

BOOST_AUTO_TEST_CASE(an_old_generation_that_falls_out_leaves_the_new_one_in_place) {
    FifoTable table{2};
    table.create(here, file, "/old", now);
    const auto fresh = table.create(here, file, "/new", now).key;
    table.create(here, {1, 8}, "/other", now);
    BOOST_TEST((table.find(here, file)->key == fresh));
}

BOOST_AUTO_TEST_SUITE_END()
