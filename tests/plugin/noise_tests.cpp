// SPDX-License-Identifier: Apache-2.0
#include "noise.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "audit/event_stream.hpp"

using namespace pipehound;

namespace {

const std::string record = "type=EOE msg=audit(1700000000.001:5): \n";

/// What is said of `log`, read in pieces of `piece` bytes.
std::optional<std::string> said_of(std::string_view log, std::size_t piece) {
    event::NodeNames nodes;
    audit::EventStream stream{nodes, audit::EventStream::Options::replay()};
    plugin::Noise noise{stream.counters()};
    for (; !log.empty(); log.remove_prefix(std::min(piece, log.size()))) {
        stream.feed(log.substr(0, piece), stream.newest(), [](const auto&) {});
        noise.observe(log.substr(0, piece), stream.counters());
    }
    return noise.text();
}

const std::array<std::size_t, 6> pieces{1, 2, 7, 39, 40, 1'000'000};

}  // namespace

BOOST_AUTO_TEST_SUITE(noise_tests)

BOOST_DATA_TEST_CASE(a_clean_log_is_not_spoken_of, pieces, piece) {
    BOOST_TEST(!said_of(record + "\n" + record, piece).has_value());
}

BOOST_DATA_TEST_CASE(one_line_is_told_with_its_number, pieces, piece) {
    BOOST_TEST(said_of(record + record + "\nnoise\n" + record, piece).value() ==
               "1 line is no audit record (first at line 4)");
}

BOOST_DATA_TEST_CASE(several_lines_are_counted, pieces, piece) {
    BOOST_TEST(said_of("x\n" + record + "type=EOE msg=audit(damaged): \ny\n", piece).value() ==
               "3 lines are no audit records (first at line 1)");
}

BOOST_DATA_TEST_CASE(a_line_that_is_too_long_is_noise, pieces, piece) {
    BOOST_TEST(said_of(record + std::string(20'000, 'x') + "\n" + record, piece).value() ==
               "1 line is no audit record (first at line 2)");
}

BOOST_AUTO_TEST_SUITE_END()
