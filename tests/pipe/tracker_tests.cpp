// SPDX-License-Identifier: Apache-2.0
#include "pipe/tracker.hpp"

#include <boost/test/unit_test.hpp>

#include "support/history.hpp"

using namespace pipehound;
using event::FileType;

namespace {

constexpr event::FileId file{1, 7};

struct Watch {
    test::History history;
    event::Event fifo = history.make_fifo(10, 1, "/tmp/f");
    pipe::Tracker tracker{100, 100};
    event::Ordinal ordinal = 0;

    pipe::Tracker::Change advance(event::Act act) {
        event::Event event = fifo;
        event.act = std::move(act);
        return tracker.advance(event, {++ordinal, event.header.time, event.header.serial});
    }
    [[nodiscard]] const pipe::Fifo* known() { return tracker.fifos().find(event::NodeId{}, file); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tracker_tests)

BOOST_AUTO_TEST_CASE(files_of_other_types_leave_no_trace) {
    Watch watch;
    watch.advance(event::FileCreated{file, FileType::regular, "/tmp/f", "/"});
    const auto opened =
        watch.advance(event::FileOpened{file, FileType::regular, "/tmp/f", true, true, 3, "/"});
    BOOST_TEST(opened.fifos.empty());
    BOOST_REQUIRE(opened.process != nullptr);
    BOOST_TEST(opened.process->holds().empty());
    watch.advance(event::FileRenamed{file, FileType::regular, "/tmp/f", "/tmp/g"});
    watch.advance(event::FileRemoved{file, FileType::regular, "/tmp/g"});
    BOOST_TEST(watch.known() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_file_that_has_the_number_of_a_fifo_does_not_remove_or_rename_it) {
    Watch watch;
    watch.advance(watch.fifo.act);
    watch.advance(event::FileRenamed{file, FileType::regular, "/tmp/f", "/tmp/g"});
    watch.advance(event::FileRemoved{file, FileType::regular, "/tmp/g"});
    BOOST_REQUIRE(watch.known() != nullptr);
    BOOST_TEST(watch.known()->path == "/tmp/f");
    BOOST_TEST(!watch.known()->removed.has_value());
}

BOOST_AUTO_TEST_CASE(a_second_name_of_a_fifo_begins_no_new_one) {
    Watch watch;
    watch.advance(watch.fifo.act);
    watch.advance(event::FileOpened{file, FileType::fifo, "/tmp/f", true, false, 3, "/"});
    const auto key = watch.known()->key;
    watch.advance(event::FileCreated{file, FileType::fifo, "/tmp/g", "/", true});
    BOOST_TEST((watch.known()->key == key));
    BOOST_TEST(watch.known()->holders.size() == 1u);
    watch.advance(event::FileCreated{file, FileType::fifo, "/tmp/g", "/"});
    BOOST_TEST((watch.known()->key != key));
}

BOOST_AUTO_TEST_SUITE_END()
