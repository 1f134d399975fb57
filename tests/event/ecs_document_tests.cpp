// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_document.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "event/text.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using event::EcsDocument;

namespace {

using Strings = std::vector<std::string>;

Strings values(const EcsDocument& document, std::string_view name) {
    const auto found = document.values(name);
    return {found.begin(), found.end()};
}

EcsDocument parsed(std::string_view json, event::Serial line = 1) {
    auto document = EcsDocument::parse(json, line);
    BOOST_REQUIRE(document);
    return std::move(*document);
}

struct Written {
    const char* timestamp;
    const char* iso;
    std::uint32_t nanoseconds;
};
std::ostream& operator<<(std::ostream& out, const Written& written) {
    return out << written.timestamp;
}

const std::vector<Written> times{
    {R"("2026-11-20T10:00:01.250Z")", "2026-11-20T10:00:01.250Z", 0},
    {R"("2026-11-20T10:00:01Z")", "2026-11-20T10:00:01.000Z", 0},
    {R"("2026-11-20T10:00")", "2026-11-20T10:00:00.000Z", 0},
    {R"("2026-11-20")", "2026-11-20T00:00:00.000Z", 0},
    {R"("2026-11-20T10:00:01.123456789Z")", "2026-11-20T10:00:01.123Z", 456789},
    {R"("2026-11-20T10:00:01.5+01:30")", "2026-11-20T08:30:01.500Z", 0},
    {R"("2026-11-20T10:00:01-0200")", "2026-11-20T12:00:01.000Z", 0},
    {"1763632801250", "2025-11-20T10:00:01.250Z", 0},
    {R"("1763632801250")", "2025-11-20T10:00:01.250Z", 0},
    {R"("yesterday")", "1970-01-01T00:00:00.007Z", 0},
    {R"("2026-13-20")", "1970-01-01T00:00:00.007Z", 0},
    {R"("99999999999999999")", "1970-01-01T00:00:00.007Z", 0},
    {"null", "1970-01-01T00:00:00.007Z", 0},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ecs_document_tests)

BOOST_AUTO_TEST_CASE(keys_may_be_nested_or_dotted_in_any_mixture) {
    const auto document = parsed(
        R"({"process": {"name": "sh", "parent.name": "bash"}, "process.pid": 7, "user": {"id": "0"}})");
    BOOST_TEST(document.first("process.name") == "sh");
    BOOST_TEST(document.first("process.parent.name") == "bash");
    BOOST_TEST(document.first("process.pid") == "7");
    BOOST_TEST(document.first("user.id") == "0");
    BOOST_TEST(document.first("process") == "");
}

BOOST_AUTO_TEST_CASE(lists_are_many_values_and_null_is_none) {
    const auto document = parsed(
        R"({"a": ["x", 1, 1.5, true, null], "b": null, "c": [], "d": [{"e": 1}, {"e": 2}], "f": ""})");
    BOOST_TEST(values(document, "a") == (Strings{"x", "1", "1.5", "true"}),
               boost::test_tools::per_element());
    BOOST_TEST(values(document, "b").empty());
    BOOST_TEST(values(document, "c").empty());
    BOOST_TEST(values(document, "d.e") == (Strings{"1", "2"}), boost::test_tools::per_element());
    BOOST_TEST(values(document, "f") == Strings{""}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_search_hit_is_its_source) {
    const auto document = parsed(R"({"_index": "logs", "_source": {"process": {"name": "nc"}}})");
    BOOST_TEST(document.first("process.name") == "nc");
    BOOST_TEST(document.first("_index") == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_no_document) {
    for (const auto* const line : {"", "[]", "1", "null", "{", "{\"a\": }", "type=SYSCALL msg="})
        BOOST_TEST(!EcsDocument::parse(line, 1), line);
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += R"({"a":)";
    deep += "1" + std::string(5000, '}');
    BOOST_TEST(parsed(deep).fields().empty());
}

BOOST_DATA_TEST_CASE(times_are_read_as_elasticsearch_reads_them, data::make(times)) {
    const auto json = std::string{R"({"@timestamp": )"} + sample.timestamp + "}";
    const auto document = parsed(json, 7);
    BOOST_TEST(event::iso8601(document.header().time) == sample.iso);
    BOOST_TEST(document.nanoseconds() == sample.nanoseconds);
    BOOST_TEST(document.header().serial == 7u);
}

BOOST_AUTO_TEST_CASE(sigma_categories_go_by_category_and_type) {
    const auto categories = [](std::string_view json) {
        const auto found = event::sigma_categories(parsed(json));
        return Strings{found.begin(), found.end()};
    };
    BOOST_TEST((categories(R"({"event": {"category": ["process"], "type": ["start"]}})") ==
                Strings{"process_creation"}));
    BOOST_TEST((categories(R"({"event": {"category": "process", "type": "end"}})") ==
                Strings{"process_termination"}));
    BOOST_TEST(
        (categories(R"({"event": {"category": "process"}})") == Strings{"process_creation"}));
    BOOST_TEST((categories(R"({"event": {"category": "file", "type": "creation"}})") ==
                Strings{"file_event"}));
    BOOST_TEST(
        (categories(R"({"event": {"category": "file", "type": "change", "action": "rename"}})") ==
         Strings{"file_rename", "file_event"}));
    BOOST_TEST((categories(R"({"event.category": ["network"], "event.type": ["start"]})") ==
                Strings{"network_connection"}));
}

BOOST_AUTO_TEST_SUITE_END()
