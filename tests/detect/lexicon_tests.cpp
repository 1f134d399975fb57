// SPDX-License-Identifier: Apache-2.0
#include "detect/lexicon.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace pipehound;
namespace data = boost::unit_test::data;
using detect::Lexicon;
using detect::Unanswerable;
using Kind = Lexicon::Kind;
using Names = Lexicon::Names;

namespace {

struct Unknown {
    Kind kind;
    std::string name;
    std::string category;
    std::string why;
};
std::ostream& operator<<(std::ostream& out, const Unknown& u) { return out << u.why; }

const Unknown unknown[] = {
    {Kind::event, "LogonId", "process_creation", "audit does not tell the field LogonId"},
    {Kind::event, "image", "process_creation", "audit does not tell the field image"},
    {Kind::event, "TargetFilename", "process_creation",
     "events of process_creation have no field TargetFilename"},
    {Kind::event, "DestinationIp", "file_event",
     "events of file_event have no field DestinationIp"},
    {Kind::event, "ImageOwner", "network_connection",
     "events of network_connection have no field ImageOwner"},
    {Kind::record, "Image", "", "no audit record has a field Image"},
    {Kind::record, "a", "", "no audit record has a field a"},
    {Kind::record, "a1x", "", "no audit record has a field a1x"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lexicon_tests)

BOOST_DATA_TEST_CASE(a_field_that_nothing_fills_is_told_why, data::make(unknown), u) {
    Lexicon lexicon{u.kind};
    BOOST_CHECK_EXCEPTION((void)lexicon.number(u.name, Names::any, u.category), Unanswerable,
                          [&](const auto& error) { return error.what() == u.why; });
    BOOST_TEST(lexicon.size() == 0u);
}

BOOST_AUTO_TEST_CASE(the_same_question_has_one_number) {
    Lexicon lexicon{Kind::event};
    const auto image = lexicon.number("Image", Names::any, "process_creation");
    BOOST_TEST((lexicon.number("Image", Names::any, "file_event") == image));
    BOOST_TEST((lexicon.number("Image", Names::true_file, "file_event") != image));
    const auto line = lexicon.number("CommandLine", Names::any, "process_creation");
    BOOST_TEST((lexicon.number("CommandLine", Names::true_file, "process_creation") == line));
    BOOST_TEST(lexicon.size() == 3u);
}

BOOST_AUTO_TEST_CASE(names_of_ecs_and_our_own_are_understood) {
    Lexicon lexicon{Kind::event};
    for (const auto* const name : {"Image", "process.executable", "executable"}) {
        const auto& entry = lexicon.entry(lexicon.number(name, Names::any, ""));
        BOOST_TEST((entry.id == event::field(event::Naming::sigma, "Image")));
        BOOST_TEST((entry.names == Names::any));
    }
}

BOOST_AUTO_TEST_CASE(of_documents_sigmas_names_alone_are_translated) {
    Lexicon lexicon{Kind::document};
    const auto name = [&](std::string_view asked) {
        return lexicon.entry(lexicon.number(asked, Names::any, "process")).name;
    };
    BOOST_TEST(name("Image") == "process.executable");
    BOOST_TEST(name("pid") == "pid");
    BOOST_TEST(name("path") == "path");
    BOOST_TEST(name("process.pid") == "process.pid");
}

BOOST_AUTO_TEST_CASE(an_empty_name_means_all_text) {
    for (const auto kind : {Kind::event, Kind::record}) {
        Lexicon lexicon{kind};
        BOOST_TEST(lexicon.entry(lexicon.number("", Names::any, "process_creation")).everything);
    }
}

BOOST_AUTO_TEST_CASE(records_have_arguments_without_end_and_resolved_names) {
    Lexicon lexicon{Kind::record};
    for (const auto* const name : {"a0", "a117", "SYSCALL", "exe", "type"})
        BOOST_CHECK_NO_THROW((void)lexicon.number(name, Names::any, ""));
}

// Fields are numbered with 16 bits, and records have arguments without end: past 65536 of them a
// rule read another one's field.
BOOST_AUTO_TEST_CASE(more_fields_than_there_are_numbers_are_refused) {
    Lexicon lexicon{Kind::record};
    const auto ask_all = [&] {
        for (int i = 0; i < 70'000; ++i)
            (void)lexicon.number('a' + std::to_string(i), Names::any, "");
    };
    BOOST_CHECK_THROW(ask_all(), Unanswerable);
    BOOST_TEST(lexicon.size() <= 65'536u);
    BOOST_CHECK_NO_THROW((void)lexicon.number("a0", Names::any, ""));
}

BOOST_AUTO_TEST_SUITE_END()
