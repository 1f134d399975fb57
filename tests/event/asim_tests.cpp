// SPDX-License-Identifier: Apache-2.0
#include "event/asim.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "event/sample_events.hpp"

using namespace pipehound::event;

namespace {

const Facts& facts() {
    static const auto known = [] {
        auto all = sample::facts();
        all.ancestors = {"/usr/bin/bash", "/usr/sbin/sshd"};
        return all;
    }();
    return known;
}

/// Text or number of an ASIM column, as text.
std::string column(std::string_view name, const Event& event) {
    const auto naming = asim_naming_of(event);
    BOOST_REQUIRE(naming.has_value());
    const auto id = field(*naming, name);
    BOOST_REQUIRE_MESSAGE(id.has_value(), name << " is no column");
    const auto value = read(*id, Subject{event, facts(), "web1"});
    if (const auto* const whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    return std::string{text(value).value_or("(nothing)")};
}

Event renamed(std::string from, std::string to, FileType type = FileType::regular) {
    auto event = sample::exec();
    event.act = FileRenamed{{}, type, std::move(from), std::move(to)};
    return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(asim_tests)

BOOST_AUTO_TEST_CASE(an_execution_is_a_process_event_whose_acting_process_is_the_parent) {
    const auto event = sample::exec();
    BOOST_TEST(column("EventSchema", event) == "ProcessEvent");
    BOOST_TEST(column("EventType", event) == "ProcessCreated");
    BOOST_TEST(column("TargetProcessName", event) == "/usr/bin/nc.openbsd");
    BOOST_TEST(column("TargetProcessFilename", event) == "nc.openbsd");
    BOOST_TEST(column("TargetProcessCommandLine", event) == "nc 203.0.113.5 4444");
    BOOST_TEST(column("ActingProcessName", event) == "/usr/bin/bash");
    BOOST_TEST(column("ParentProcessName", event) == "/usr/sbin/sshd");
    BOOST_TEST(column("DvcHostname", event) == "web1");
    BOOST_TEST(column("EventStartTime", event) == column("TimeGenerated", event));
}

BOOST_AUTO_TEST_CASE(the_actor_is_who_started_it_and_the_target_user_whose_rights_it_has) {
    auto event = sample::exec();
    event.actor.uid = Uid{33};
    event.actor.euid = Uid{0};
    event.actor.user = "www-data";
    BOOST_TEST(column("ActorUserId", event) == "33");
    BOOST_TEST(column("ActorUsername", event) == "www-data");
    BOOST_TEST(column("TargetUserId", event) == "0");
    BOOST_TEST(column("TargetUsername", event) == "root");
    BOOST_TEST(column("TargetUserIdType", event) == "UID");
    event.actor.euid = Uid{33};
    BOOST_TEST(column("TargetUsername", event) == "www-data");
    event.actor.euid = Uid::unset;
    BOOST_TEST(column("TargetUsername", event) == "(nothing)");
    BOOST_TEST(column("TargetUserIdType", event) == "(nothing)");
    BOOST_TEST(column("TargetUsernameType", event) == "(nothing)");
}

BOOST_AUTO_TEST_CASE(of_a_file_event_the_process_itself_acts) {
    const auto event = sample::created();
    BOOST_TEST(column("EventSchema", event) == "FileEvent");
    BOOST_TEST(column("EventType", event) == "FileCreated");
    BOOST_TEST(column("ActingProcessName", event) == event.actor.exe);
    BOOST_TEST(column("TargetFilePathType", event) == "Unix");
    BOOST_TEST(column("TargetFilePath", event) ==
               column("TargetFileDirectory", event) + '/' + column("TargetFileName", event));
}

BOOST_AUTO_TEST_CASE(a_rename_into_another_folder_is_a_move) {
    BOOST_TEST(asim_type_of(renamed("/tmp/a", "/tmp/b")) == "FileRenamed");
    BOOST_TEST(asim_type_of(renamed("/tmp/a", "/etc/a")) == "FileMoved");
    BOOST_TEST(asim_type_of(renamed("/tmp/a", "/tmp/b", FileType::directory)) == "FolderMoved");
    BOOST_TEST(column("SrcFilePath", renamed("/tmp/a", "/etc/b")) == "/tmp/a");
    BOOST_TEST(column("SrcFileDirectory", renamed("/a", "/etc/b")) == "/");
    BOOST_TEST(column("TargetFilePath", renamed("/tmp/a", "/etc/b")) == "/etc/b");
}

BOOST_AUTO_TEST_CASE(opening_modifies_where_it_may_write) {
    BOOST_TEST(asim_type_of(sample::opened()) == "FileAccessed");
    BOOST_TEST(asim_type_of(sample::wrote()) == "FileModified");
    BOOST_TEST(asim_type_of(sample::made_directory()) == "FolderCreated");
}

BOOST_AUTO_TEST_CASE(who_connects_is_the_source_and_who_accepts_the_destination) {
    const auto out = sample::connected();
    BOOST_TEST(column("NetworkDirection", out) == "Outbound");
    BOOST_TEST(column("SrcProcessName", out) == out.actor.exe);
    BOOST_TEST(column("DstProcessName", out) == "(nothing)");
    BOOST_TEST(column("SrcHostname", out) == "web1");
    BOOST_TEST(column("DstIpAddr", out) == "203.0.113.5");
    BOOST_TEST(column("NetworkProtocolVersion", out) == "IPv4");
    const auto in = sample::accepted();
    BOOST_TEST(column("NetworkDirection", in) == "Inbound");
    BOOST_TEST(column("DstProcessName", in) == in.actor.exe);
    BOOST_TEST(column("SrcProcessName", in) == "(nothing)");
    BOOST_TEST(column("SrcIpAddr", in) != "(nothing)");
    BOOST_TEST(column("DstIpAddr", in) == "(nothing)");
}

BOOST_AUTO_TEST_CASE(events_of_other_schemas_have_none) {
    BOOST_TEST(!asim_naming_of(sample::bound()).has_value());
    BOOST_TEST(!asim_naming_of(sample::login(true, true)).has_value());
    BOOST_TEST(asim_schema_of(sample::bound()).name.empty());
}

BOOST_AUTO_TEST_CASE(aliases_mean_columns_that_their_schema_has) {
    BOOST_TEST(asim_column(Naming::asim_process, "CommandLine") == "TargetProcessCommandLine");
    BOOST_TEST(asim_column(Naming::asim_process, "User") == "TargetUsername");
    BOOST_TEST(asim_column(Naming::asim_file, "User") == "ActorUsername");
    BOOST_TEST(asim_column(Naming::asim_file, "CommandLine") == "CommandLine");
    for (const auto naming : asim_namings)
        for (const auto* const alias :
             {"User", "Process", "CommandLine", "FilePath", "FileName", "Dst", "Src"}) {
            const auto name = asim_column(naming, alias);
            BOOST_TEST((name == alias || field(naming, name).has_value()), alias);
        }
}

BOOST_AUTO_TEST_CASE(every_column_that_is_no_text_is_a_column) {
    for (const auto* const name :
         {"SrcPortNumber", "DstPortNumber", "RemotePortNumber", "EventCount"})
        BOOST_TEST((asim_column_type(name) == AsimColumnType::number), name);
    for (const auto* const name :
         {"TimeGenerated", "TargetProcessCreationTime", "ActingProcessCreationTime"}) {
        BOOST_TEST((asim_column_type(name) == AsimColumnType::time), name);
        BOOST_TEST(asim_field(name, {}).has_value(), name);
    }
    BOOST_TEST((asim_column_type("TargetProcessId") == AsimColumnType::text));
}

BOOST_AUTO_TEST_SUITE_END()
