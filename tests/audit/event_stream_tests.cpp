// SPDX-License-Identifier: Apache-2.0
// Whole logs through the whole of audit/.
#include "audit/event_stream.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "records.hpp"

using namespace pipehound;
using boost::test_tools::per_element;
using test::Records;
using test::Run;
using Lines = std::vector<std::string>;

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Describe {
    std::string operator()(const event::ProcessExecuted& act) const {
        std::string text = "executed " + act.called;
        for (const auto& argument : act.argv) text += " [" + argument + ']';
        return text;
    }
    std::string operator()(const event::FileCreated& act) const { return "created " + act.path; }
    std::string operator()(const event::FileOpened& act) const {
        return "opened " + act.path + (act.reads ? " r" : " ") + (act.writes ? "w" : "");
    }
    std::string operator()(const event::FileRemoved& act) const { return "removed " + act.path; }
    std::string operator()(const event::FileRenamed& act) const {
        return "renamed " + act.from + " to " + act.to;
    }
    std::string operator()(const event::SocketConnected& act) const {
        return "connected " + act.remote.address + ' ' + std::to_string(act.remote.port);
    }
    std::string operator()(const event::SocketAccepted& act) const {
        return "accepted " + act.remote.address + " as " + std::to_string(act.fd);
    }
    std::string operator()(const event::SocketBound& act) const {
        return "bound " + act.local.address + ' ' + std::to_string(act.local.port);
    }
    template <typename Other>
    std::string operator()(const Other&) const {
        return "other";
    }
};

Lines described(const Run& run) {
    Lines lines;
    for (const auto& event : run.events)
        lines.push_back(std::to_string(event.header.serial) + ' ' +
                        std::to_string(number(event.actor.pid)) + ' ' +
                        std::visit(Describe{}, event.act));
    return lines;
}

Lines in_pieces(std::string_view text, std::mt19937& random, std::size_t longest) {
    Run run;
    std::uniform_int_distribution<std::size_t> length{1, longest};
    while (!text.empty()) {
        const auto piece = std::min(length(random), text.size());
        run.feed(text.substr(0, piece));
        text.remove_prefix(piece);
    }
    return described(run.finish());
}

/// The recordings beside the repository, where they are; the reader is told where they are not.
std::vector<fs::path> corpus() {
    std::vector<fs::path> logs;
    const fs::path folder = fs::path{TEST_DATA} / "../../../shared/corpus";
    if (fs::is_directory(folder))
        for (const auto& entry : fs::recursive_directory_iterator{folder})
            if (entry.path().extension() == ".log") logs.push_back(entry.path());
    if (logs.empty()) BOOST_TEST_MESSAGE("skipped: no ../shared/corpus here");
    return logs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_stream_tests)

BOOST_AUTO_TEST_CASE(tells_the_life_of_recorded_fifos) {
    Run run;
    run.feed(read(fs::path{TEST_DATA} / "audit/fifo-life.log")).finish();
    Lines fifos;
    for (const auto& event : run.events)
        if (!std::holds_alternative<event::ProcessExecuted>(event.act))
            fifos.push_back(std::visit(Describe{}, event.act));
    const Lines expected{"created /home/aut/a",
                         "created /home/aut/b c",
                         "opened /home/aut/a r",
                         "opened /home/aut/a w",
                         "renamed /home/aut/a to /home/aut/d",
                         "removed /home/aut/b c",
                         "renamed /home/aut/d to /home/aut/b c",
                         "opened /home/aut/b c rw",
                         "renamed /home/aut/b c to /tmp/qkzxw",
                         "removed /tmp/qkzxw"};
    BOOST_TEST(fifos == expected, per_element());
    BOOST_TEST(run.stream.counters().bad_field == 0u);
}

BOOST_AUTO_TEST_CASE(tells_a_recorded_listener) {
    Run run;
    run.feed(read(fs::path{TEST_DATA} / "audit/accepts.log")).finish();
    BOOST_REQUIRE(run.events.size() == 6u);
    BOOST_TEST(std::visit(Describe{}, run.events[4].act) == "bound 127.0.0.1 4444");
    BOOST_TEST(std::visit(Describe{}, run.events[5].act) == "accepted 127.0.0.1 as 4");
    BOOST_TEST(run.events[5].actor.user == "aut");
}

BOOST_AUTO_TEST_CASE(gives_the_same_events_in_every_piece_size) {
    const auto text = read(fs::path{TEST_DATA} / "audit/accepts.log");
    const auto whole = described(Run{}.feed(text).finish());
    for (std::size_t piece = 1; piece <= 40; ++piece) {
        Run run;
        for (std::size_t at = 0; at < text.size(); at += piece)
            run.feed(std::string_view{text}.substr(at, piece));
        BOOST_TEST(described(run.finish()) == whole, per_element());
    }
}

BOOST_AUTO_TEST_CASE(gives_the_same_events_of_every_recording_in_random_pieces) {
    std::mt19937 random{7};
    for (const auto& log : corpus()) {
        const auto text = read(log);
        Run whole;
        whole.feed(text).finish();
        BOOST_TEST_CONTEXT(log) {
            BOOST_TEST(!whole.events.empty());
            BOOST_TEST(whole.stream.counters().bad_field == 0u);
            BOOST_TEST(whole.stream.counters().late_record == 0u);
            BOOST_TEST(in_pieces(text, random, 5000) == described(whole), per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(counts_what_is_malformed_by_kind) {
    auto options = audit::EventStream::Options::replay();
    options.max_line = 2000;
    Run run{options};
    run.feed("----\ntime->Mon Nov 23\n\n");
    run.feed("type=CWD msg=audit(1.000:1) cwd=\"/\"\n");
    run.feed("type=CWD " + std::string(3000, 'x') + "\n");
    run.feed(Records{1}.add("SYSCALL", "arch=q").proctitle().text());
    run.feed(Records{2}.executes("good").proctitle().text()).finish();
    const auto& counters = run.stream.counters();
    BOOST_TEST(counters.not_a_record == 2u);
    BOOST_TEST(counters.bad_head == 1u);
    BOOST_TEST(counters.overlong_line == 1u);
    BOOST_TEST(counters.bad_field == 1u);
    BOOST_TEST(counters.typed_events == 1u);
    BOOST_TEST(counters.records == 6u);
    BOOST_TEST(run.events.size() == 1u);
}

BOOST_AUTO_TEST_CASE(hosts_beyond_the_limit_are_counted_and_dropped) {
    event::NodeNames two{2};
    audit::EventStream stream{two, audit::EventStream::Options::replay()};
    std::size_t events = 0;
    const auto count = [&](const auto&) { ++events; };
    for (const char* node : {"a", "b"})
        stream.feed(Records{1, 1000, node}.executes("x").proctitle().text(), {}, count);
    BOOST_TEST(events == 1u);
    BOOST_TEST(stream.counters().node_limit == 4u);
}

BOOST_AUTO_TEST_CASE(every_counter_has_a_name_of_its_own) {
    audit::Counters counters;
    std::uint64_t value = 0;
    for (const auto& counter : audit::counter_names) counters.*counter.value = ++value;
    std::vector<std::uint64_t> values;
    std::set<std::string_view> names;
    for (const auto& counter : audit::counter_names) {
        values.push_back(counters.*counter.value);
        names.insert(counter.name);
    }
    BOOST_TEST(values.back() == values.size());
    BOOST_TEST(std::is_sorted(values.begin(), values.end()));
    BOOST_TEST(names.size() == values.size());
}

BOOST_AUTO_TEST_SUITE_END()
