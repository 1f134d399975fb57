// SPDX-License-Identifier: Apache-2.0
#include "event/fields.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "event/sample_events.hpp"

using namespace pipehound::event;

namespace {

constexpr Naming namings[] = {Naming::native, Naming::ecs, Naming::sigma};

Value answer(Naming naming, std::string_view name, const Event& event,
             const Facts& facts = sample::facts()) {
    const auto id = field(naming, name);
    BOOST_REQUIRE_MESSAGE(id.has_value(), name << " is no field");
    return read(*id, Subject{event, facts, "web1"});
}

std::string text_of(Naming naming, std::string_view name, const Event& event,
                    const Facts& facts = sample::facts()) {
    const auto value = answer(naming, name, event, facts);
    return std::string{text(value).value_or("(no text)")};
}

bool is_nothing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

}  // namespace

BOOST_AUTO_TEST_SUITE(fields_tests)

BOOST_AUTO_TEST_CASE(no_name_stands_twice_in_one_naming_and_each_finds_its_row) {
    for (const Naming naming : namings) {
        std::set<std::string_view> seen;
        for (std::size_t row = 0; row < fields().size(); ++row) {
            const auto word = fields()[row].name(naming);
            if (word.empty()) continue;
            BOOST_TEST(seen.insert(word).second, word);
            BOOST_TEST(static_cast<std::size_t>(*field(naming, word)) == row, word);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_ecs_name_is_both_a_value_and_an_object) {
    std::set<std::string> names;
    for (const auto& row : fields()) names.emplace(row.ecs);
    for (const auto& name : names)
        for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
            BOOST_TEST(names.count(name.substr(0, dot)) == 0u, name);
}

BOOST_AUTO_TEST_CASE(a_name_is_known_in_its_own_naming_only) {
    BOOST_TEST(field(Naming::sigma, "Image").has_value());
    BOOST_TEST(!field(Naming::ecs, "Image").has_value());
    BOOST_TEST(!field(Naming::sigma, "image").has_value());
    BOOST_TEST(!field(Naming::native, "").has_value());
}

BOOST_AUTO_TEST_CASE(every_row_stands_in_the_documentation) {
    std::ifstream file{std::string{TEST_DATA} + "/../../doc/alert-format.md"};
    const std::string page{std::istreambuf_iterator<char>{file}, {}};
    const auto cell = [](std::string_view word) {
        return word.empty() ? std::string{"  |"} : " `" + std::string{word} + "` |";
    };
    for (const auto& row : fields()) {
        const auto line = '|' + cell(row.native) + cell(row.ecs) + cell(row.sigma);
        BOOST_TEST(page.find(line) != std::string::npos, line << " is not documented");
    }
}

BOOST_AUTO_TEST_CASE(the_three_namings_are_names_too) {
    for (const Naming naming : namings) BOOST_TEST((naming_of(name(naming)) == naming));
    BOOST_TEST(!naming_of("asim").has_value());
}

BOOST_AUTO_TEST_CASE(a_process_is_told_by_its_own_record_and_its_parent_by_the_facts) {
    const auto event = sample::exec();
    BOOST_TEST(text_of(Naming::sigma, "Image", event) == "/usr/bin/nc.openbsd");
    BOOST_TEST(text_of(Naming::sigma, "CommandLine", event) == "nc 203.0.113.5 4444");
    BOOST_TEST(text_of(Naming::sigma, "ParentCommandLine", event) == "bash -i");
    BOOST_TEST(text_of(Naming::ecs, "process.name", event) == "nc.openbsd");
    BOOST_TEST(is_nothing(answer(Naming::sigma, "ParentImage", event, Facts{})));
}

BOOST_AUTO_TEST_CASE(an_event_that_is_no_exec_has_the_arguments_that_its_process_was_started_with) {
    BOOST_TEST(text_of(Naming::native, "command_line", sample::opened()) == "nc -known");
    BOOST_TEST(is_nothing(answer(Naming::native, "command_line", sample::opened(), Facts{})));
}

BOOST_AUTO_TEST_CASE(an_act_on_a_file_says_whether_it_was_a_fifo) {
    BOOST_TEST(text_of(Naming::native, "action", sample::opened()) == "fifo-opened");
    BOOST_TEST(text_of(Naming::native, "action", sample::wrote()) == "file-opened");
    BOOST_TEST(text_of(Naming::native, "action", sample::exec()) == "process-executed");
    BOOST_TEST(text_of(Naming::ecs, "file.type", sample::opened()) == "fifo");
    BOOST_TEST(text_of(Naming::ecs, "file.type", sample::made_directory()) == "dir");
    BOOST_TEST(text_of(Naming::ecs, "file.name", sample::renamed_regular()) == "passwd");
    BOOST_TEST(is_nothing(answer(Naming::ecs, "file.type", sample::exec())));
}

BOOST_AUTO_TEST_CASE(a_program_has_an_owner_where_a_record_tells_it) {
    BOOST_TEST(std::get<std::int64_t>(answer(Naming::sigma, "ImageOwner", sample::exec())) == 0);
    BOOST_TEST(is_nothing(answer(Naming::sigma, "ImageOwner", sample::opened())));
    const auto unknown = sample::with(ProcessExecuted{"/bin/nc", {"nc"}, "/"});
    BOOST_TEST(is_nothing(answer(Naming::sigma, "ImageOwner", unknown)));
}

BOOST_AUTO_TEST_CASE(numbers_are_numbers_in_native_and_text_in_ecs) {
    const auto event = sample::exec();
    BOOST_TEST(std::get<std::int64_t>(answer(Naming::native, "uid", event)) == 33);
    BOOST_TEST(text_of(Naming::ecs, "user.id", event) == "33");
    BOOST_TEST(is_nothing(answer(Naming::native, "login_uid", event)));
}

BOOST_AUTO_TEST_CASE(uid_0_is_root_where_no_record_tells_a_name) {
    auto event = sample::exec();
    event.actor.user.clear();
    BOOST_TEST(is_nothing(answer(Naming::sigma, "User", event)));
    event.actor.uid = Uid{0};
    BOOST_TEST(text_of(Naming::sigma, "User", event) == "root");
}

BOOST_AUTO_TEST_CASE(the_destination_is_where_a_connection_goes) {
    BOOST_TEST(text_of(Naming::sigma, "DestinationIp", sample::connected()) == "203.0.113.5");
    BOOST_TEST(std::get<bool>(answer(Naming::sigma, "Initiated", sample::connected())));
    BOOST_TEST(is_nothing(answer(Naming::sigma, "DestinationIp", sample::accepted())));
    BOOST_TEST(text_of(Naming::sigma, "SourceIp", sample::accepted()) == "2001:db8::7");
    BOOST_TEST(!std::get<bool>(answer(Naming::sigma, "Initiated", sample::accepted())));
    for (const auto* name : {"DestinationPort", "SourcePort", "Initiated", "category"})
        BOOST_TEST(is_nothing(answer(Naming::sigma, name, sample::bound())),
                   name << " of a bound socket");
}

BOOST_AUTO_TEST_SUITE_END()
