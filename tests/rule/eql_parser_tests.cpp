// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_parser.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "support/reading.hpp"

using namespace pipehound::rule;
using pipehound::test::Reading;
namespace data = boost::unit_test::data;

namespace {

Sequence sequence(const std::string& written) {
    return std::get<Sequence>(parse_eql(eql_tokens(written, {1, 1})).asks);
}

std::string read(const std::string& written) {
    try {
        const auto query = parse_eql(eql_tokens(written, {1, 1}));
        auto line = std::visit([](const auto& asks) { return text(asks); }, query.asks);
        for (const auto& cut : query.cuts)
            line += (cut.keeps == Cut::Keeps::first ? " | head " : " | tail ") +
                    std::to_string(cut.count);
        return line;
    } catch (const Refusal& refusal) {
        const auto line = text(Diagnostic{"", refusal.place, refusal.what(), refusal.hint});
        return line.substr(1);
    }
}

const Reading readings[] = {
    {"process where a == \"x\" | head 5", "process where a ~~ \"x\" | head 5"},
    {"process where a == \"x\" | tail 9|head 0", "process where a ~~ \"x\" | tail 9 | head 0"},
    {"any where \"sh\" == process.name", "any where process.name ~~ \"sh\""},
    {"\"odd cat\" where true", "odd cat where true"},
    {"sequence [process where true] [file where a == 1]",
     "sequence [process where true] [file where a = 1]"},
    {"sequence by a, ?b.c with maxspan=30s [process where true] [file where true]",
     "sequence with maxspan=30000ms [process where true] by a, ?b.c [file where true] by a, ?b.c"},
    {"sequence by a with maxspan=1m [process where true] by b [file where true] by `c` with runs=3",
     "sequence with maxspan=60000ms [process where true] by a, b [file where true] by a, c with "
     "runs=3"},
    {"sequence with maxspan=5d [process where true] by b with runs=2 ![file where true] by c until "
     "[any where true] by d",
     "sequence with maxspan=432000000ms [process where true] by b with runs=2 ![file where true] "
     "by c until [any where true] by d"},
    {"sequence with maxspan=500ms [process where true] with runs=2",
     "sequence with maxspan=500ms [process where true] with runs=2"},
    {"sample by a [process where true] [file where true]",
     "sample [process where true] by a [file where true] by a"},
    {"sample [process where true] by a [file where true] by b",
     "sample [process where true] by a [file where true] by b"},
};

const Reading mistakes[] = {
    {"process where", "1:14: a field or a value is missing before the end of the query"},
    {"process",
     "1:8: where is missing before the end of the query (as in: process where process.name == "
     "\"sh\")"},
    {"process.name == \"x\"",
     "1:8: where is missing before . (as in: process where process.name == \"sh\")"},
    {"where a",
     "1:1: the category of the event is missing before where (as in: process where process.name == "
     "\"sh\")"},
    {"[process where true]",
     "1:1: [ is not expected here (a sequence begins with the word sequence)"},
    {"process where a == \"x\" | count",
     "1:26: the pipes are head and tail, there is no count (as in: | head 10)"},
    {"process where a == \"x\" | head",
     "1:30: a pipe needs a whole number from 0 to 10000 (as in: | head 10)"},
    {"process where a == \"x\" | tail 10001",
     "1:31: a pipe needs a whole number from 0 to 10000 (as in: | head 10)"},
    {"sequence [process where true]",
     "1:1: at least two events are joined (write a single event without brackets)"},
    {"sequence [process where true] ![file where true]",
     "1:1: a missing event needs a maxspan (say how long to wait for it, as in: maxspan=30s, with "
     "ms, s, m, h or d)"},
    {"sequence with maxspan=1h ![process where true] ![file where true]",
     "1:1: all events of the sequence are missing ones (one must come: write it without !)"},
    {"sequence by a [process where true] by b [file where true]",
     "1:42: this event is joined by 1 fields, the first one by 2 (give each event as many fields "
     "behind by)"},
    {"sequence with maxspan=10 [process where true] [file where true]",
     "1:23: the maxspan is not understood (as in: maxspan=30s, with ms, s, m, h or d)"},
    {"sequence with maxspan=1.5s [process where true] [file where true]",
     "1:23: the maxspan is not understood (as in: maxspan=30s, with ms, s, m, h or d)"},
    {"sequence with maxspan=0s [process where true] [file where true]",
     "1:23: the maxspan must be between 1ms and 366d"},
    {"sequence with maxspan=400d [process where true] [file where true]",
     "1:23: the maxspan must be between 1ms and 366d"},
    {"sequence with maxspan=1m by a [process where true] [file where true]",
     "1:26: by is not expected here (by stands before with)"},
    {"sequence [process where true] with runs=2 by a [file where true] by a",
     "1:43: by is not expected here (by stands before with)"},
    {"sequence with runs=3 [process where true] [file where true]",
     "1:15: maxspan is expected before runs (as in: maxspan=30s, with ms, s, m, h or d)"},
    {"sequence [process where true] with maxspan=3s [file where true]",
     "1:36: runs is expected before maxspan (maxspan stands behind the word sequence, runs behind "
     "an event)"},
    {"sequence [process where true] with runs=101 [file where true]",
     "1:41: runs must be a whole number from 1 to 100"},
    {"sequence [process where true] with runs=100 [file where true] with runs=100 [file where "
     "true] with runs=100",
     "1:1: too many events are joined (at most 256, repeated ones counted as often as they come)"},
    {"sequence [process where true] [file where true] until ![file where true]",
     "1:55: until takes one event, without ! and runs"},
    {"sequence [process where true] fork=true [file where true]",
     "1:31: fork is not expected here (EQL no longer has this: leave it out)"},
    {"sequence [process where true | head 1] [file where true]",
     "1:30: | is not expected here (a pipe stands behind the whole query, not behind one event)"},
    {"sample by a [process where true] [file where true] | tail 3",
     "1:52: | is not expected here (a sample has no pipes: leave it out)"},
    {"sequence [process where true] by a * 2 [file where true] by a",
     "1:36: * is not expected here (events are joined by fields, by nothing computed of them)"},
    {"sequence by string(a) [process where true] [file where true]",
     "1:19: ( is not expected here (events are joined by fields, by nothing computed of them)"},
    {"sequence [process where true] [file where true] extra",
     "1:49: extra is not expected here (join conditions with and, or, not)"},
    {"sequence by a",
     "1:14: an event in brackets is missing before the end of the query (as in: sequence [process "
     "where true] [file where true])"},
    {"sequence by [process where true]", "1:13: the name of a field is missing before ["},
    {"sequence by a by b [process where true] [file where true]",
     "1:15: an event in brackets is missing before by (as in: sequence [process where true] [file "
     "where true])"},
    {"sequence by a == 1 [process where true] [file where true]",
     "1:15: an event in brackets is missing before == (as in: sequence [process where true] [file "
     "where true])"},
    {"join by a [process where true] [file where true]",
     "1:1: join is not expected here (EQL no longer has join: write sample by)"},
    {"sample [process where true] [file where true]",
     "1:9: a sample needs fields that its events share (as in: sample by host.id [process where "
     "true] [file where true])"},
    {"sample by a [process where true]",
     "1:1: at least two events are joined (write a single event without brackets)"},
    {"sample by a with maxspan=1s [process where true] [file where true]",
     "1:13: with is not expected here (a sample has no maxspan)"},
    {"sample by a [process where true] ![file where true]",
     "1:36: a sample has no missing events (leave the ! out)"},
    {"sample by a [process where true] with runs=2 [file where true]",
     "1:14: a sample has no runs (write the event out again)"},
    {"sample by a [process where true] [file where true] until [any where true]",
     "1:52: until is not expected here (a sample has no until)"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(eql_parser_tests)

BOOST_DATA_TEST_CASE(a_query_is_read_by_its_grammar, data::make(readings), reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_DATA_TEST_CASE(a_mistake_is_told_with_its_place_and_a_way_out, data::make(mistakes),
                     reading) {
    BOOST_TEST(read(reading.written) == reading.read);
}

BOOST_AUTO_TEST_CASE(each_part_of_a_sequence_stands_where_it_was_written) {
    const auto read = sequence(
        "sequence by a with maxspan=1h\n  [process where true] by ?b\n  ![ file where true] by\n"
        "d with runs=1 until [any where true] by f");
    BOOST_CHECK((read.stages.at(0).query.place == Place{2, 4}));
    BOOST_CHECK((read.stages.at(1).query.place == Place{3, 6}));
    BOOST_CHECK((read.stages.at(0).by.at(0).place == Place{1, 13}));
    BOOST_CHECK((read.stages.at(0).by.at(1).place == Place{2, 27}));
    BOOST_CHECK((read.stages.at(1).by.at(1).place == Place{4, 1}));
    BOOST_CHECK((read.until->query.place == Place{4, 22}));
}

BOOST_AUTO_TEST_CASE(a_span_is_read_in_each_unit) {
    using namespace std::chrono_literals;
    const auto span = [](const std::string& written) {
        return *sequence("sequence with maxspan=" + written + " [a where true] [b where true]")
                    .maxspan;
    };
    BOOST_CHECK(span("7ms") == 7ms);
    BOOST_CHECK(span("7s") == 7s);
    BOOST_CHECK(span("7m") == 7min);
    BOOST_CHECK(span("7h") == 7h);
    BOOST_CHECK(span("366d") == 24h * 366);
}

// Each event holds the fields of all: a few kilobytes of both were gigabytes.
BOOST_AUTO_TEST_CASE(events_and_fields_that_multiply_are_refused) {
    std::string keys = "a";
    std::string events;
    for (int i = 0; i < 10'000; ++i) keys += ",a";
    for (int i = 0; i < 10'000; ++i) events += "[a where true]";
    BOOST_TEST(read("sequence by " + keys + events) ==
               "1:141: too many fields behind by (at most 64 are read)");
    BOOST_TEST(read("sequence by a " + events) ==
               "1:3599: too many events are joined (at most 256, repeated ones counted as often as "
               "they come)");
}

BOOST_AUTO_TEST_SUITE_END()
