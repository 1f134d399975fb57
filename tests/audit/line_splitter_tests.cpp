// SPDX-License-Identifier: Apache-2.0
#include "audit/line_splitter.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using boost::test_tools::per_element;
using boost::unit_test::data::xrange;
using pipehound::audit::LineSplitter;
using namespace std::string_view_literals;

namespace {

struct Split {
    std::vector<std::string> lines;
    std::vector<std::string> at_end;
    std::uint64_t overlong = 0;
};

Split split(std::string_view stream, std::size_t piece, std::size_t max_line) {
    Split outcome;
    LineSplitter splitter{max_line};
    for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size())))
        splitter.split(stream.substr(0, piece),
                       [&](std::string_view line) { outcome.lines.emplace_back(line); });
    splitter.finish([&](std::string_view line) { outcome.at_end.emplace_back(line); });
    outcome.overlong = splitter.overlong();
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_splitter_tests)

BOOST_DATA_TEST_CASE(gives_the_same_lines_whatever_the_pieces, xrange<std::size_t>(1, 20), piece) {
    const auto outcome = split("type=EOE\n\ntype=CWD cwd=\"/\"\nhalf", piece, 100);
    const std::vector<std::string> lines{"type=EOE", "", "type=CWD cwd=\"/\""};
    BOOST_TEST(outcome.lines == lines, per_element());
    BOOST_TEST(outcome.at_end == std::vector<std::string>{"half"}, per_element());
    BOOST_TEST(outcome.overlong == 0u);
}

BOOST_DATA_TEST_CASE(drops_an_overlong_line_whole_and_counts_it_once, xrange<std::size_t>(1, 20),
                     piece) {
    const auto outcome = split("abcd\ntoo long\nok\nagain too long", piece, 4);
    BOOST_TEST(outcome.lines == (std::vector<std::string>{"abcd", "ok"}), per_element());
    BOOST_TEST(outcome.at_end.empty());
    BOOST_TEST(outcome.overlong == 2u);
}

BOOST_DATA_TEST_CASE(cuts_carriage_returns_and_holes_of_nul_bytes_off, xrange<std::size_t>(1, 9),
                     piece) {
    const auto outcome = split("a\r\n\0\0b\nc\0\n"sv, piece, 10);
    BOOST_TEST(outcome.lines == (std::vector<std::string>{"a", "b", "c"}), per_element());
}

BOOST_AUTO_TEST_SUITE_END()
