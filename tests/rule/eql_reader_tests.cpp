// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"

using namespace pipehound::rule;

namespace {

Documents read(const std::string& text, const std::string& file = "rules/fifo.eql") {
    Documents documents;
    read_eql(file, text, documents);
    return documents;
}

std::string broken(const std::string& text) {
    const auto documents = read(text);
    return documents.broken.size() == 1 ? pipehound::rule::text(documents.broken.front())
                                        : std::to_string(documents.broken.size()) + " broken";
}

std::string id(const std::string& text) { return read(text).event_detections.at(0).meta.id; }

}  // namespace

BOOST_AUTO_TEST_SUITE(eql_reader_tests)

BOOST_AUTO_TEST_CASE(a_query_is_called_by_its_file) {
    const auto documents = read("// FIFOs\nprocess where process.name : \"mkfifo\"\n");
    BOOST_REQUIRE(documents.broken.empty());
    const auto& [meta, query] = documents.event_detections.at(0);
    BOOST_TEST(meta.title == "fifo");
    BOOST_TEST(meta.name == "fifo");
    BOOST_TEST(meta.file == "rules/fifo.eql");
    BOOST_CHECK(meta.level == pipehound::event::Level::medium);
    BOOST_CHECK((meta.place == Place{2, 1}));
    BOOST_TEST(text(query) == "process where process.name ~ \"mkfifo\"");
    BOOST_TEST(read("any where a", ".eql").event_detections.at(0).meta.title == ".eql");
    BOOST_TEST(read("any where a", "a.b.eql").event_detections.at(0).meta.title == "a.b");
}

BOOST_AUTO_TEST_CASE(sequences_and_samples_are_sequences) {
    const auto sequence =
        read("sequence by a with maxspan=1s [process where b] [file where c]").sequences.at(0);
    BOOST_TEST(sequence.ordered);
    BOOST_TEST(sequence.meta.title == "fifo");
    BOOST_CHECK(sequence.maxspan == std::chrono::seconds{1});
    BOOST_TEST(!read("sample by a [process where b] [file where c]").sequences.at(0).ordered);
}

BOOST_AUTO_TEST_CASE(the_id_lasts_while_the_query_says_the_same) {
    const auto one = id("any where a == \"b\"");
    BOOST_TEST(one.starts_with("eql-"));
    BOOST_TEST(one == id("/* moved */\n\nany where\n  a==\"b\" // the same\n"));
    BOOST_TEST(one == id("any where a == \"\"\"b\"\"\""));
    BOOST_TEST(one != id("any where a == \"B\""));
    BOOST_TEST(id("any where `true`") != id("any where true"));
    BOOST_TEST(id("any where a == \"1\"") != id("any where a == 1"));
}

BOOST_AUTO_TEST_CASE(one_query_under_two_names_is_two_rules) {
    const auto id_in = [](const std::string& file) {
        return read("any where a", file).event_detections.at(0).meta.id;
    };
    BOOST_TEST(id_in("one/fifo.eql") == id_in("other/fifo.eql"));
    BOOST_TEST(id_in("fifo.eql") != id_in("pipe.eql"));
}

BOOST_AUTO_TEST_CASE(pipes_go_with_the_rule) {
    const auto cuts = read("any where a | tail 2").event_detections.at(0).meta.cuts;
    BOOST_REQUIRE(cuts.size() == 1U);
    BOOST_TEST(cuts[0].count == 2U);
    BOOST_CHECK(cuts[0].keeps == Cut::Keeps::last);
    BOOST_TEST(read("sequence [process where b] [file where c] | head 1")
                   .sequences.at(0)
                   .meta.cuts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_the_file_and_does_not_throw) {
    BOOST_TEST(broken("process where\n  process.nmae = \"sh\"") ==
               "rules/fifo.eql:2:16: = is not expected here (values are compared with ==)");
    BOOST_TEST(broken("process where 'a'") ==
               "rules/fifo.eql:1:15: EQL no longer has strings of this kind (write \"text\", or "
               "\"\"\"raw text\"\"\")");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_told_a_file_of_comments_is_not) {
    BOOST_TEST(broken(" \n") == "rules/fifo.eql:1:1: the file is empty");
    BOOST_TEST(broken("// nothing here yet\n") == "0 broken");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_passed_over) {
    BOOST_TEST(broken("\xef\xbb\xbfprocess where") ==
               "rules/fifo.eql:1:14: a field or a value is missing before the end of the query");
}

BOOST_AUTO_TEST_SUITE_END()
