// SPDX-License-Identifier: Apache-2.0
#include "event/fields.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "event/sample_events.hpp"

using namespace pipehound::event;

namespace {

constexpr Naming namings[] = {Naming::native,       Naming::ecs,       Naming::sigma,
                              Naming::asim_process, Naming::asim_file, Naming::asim_network};

/// As the documentation writes it.
std::string asim_cell(const AsimNames& names) {
    const auto quoted_name = [](std::string_view name) { return '`' + std::string{name} + '`'; };
    const bool everywhere = names.process == names.file && names.file == names.network;
    if (everywhere) return names.process.empty() ? "" : quoted_name(names.process);
    std::string cell;
    const auto add = [&](const std::string& schema, std::string_view name) {
        if (!name.empty()) cell += (cell.empty() ? "" : ", ") + schema + ' ' + quoted_name(name);
    };
    add("process", names.process);
    add("file", names.file);
    add("network", names.network);
    return cell;
}

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
        const auto asim = asim_cell(row.asim);
        const auto line = '|' + cell(row.native) + cell(row.ecs) + cell(row.sigma) +
                          (asim.empty() ? "  |" : ' ' + asim + " |");
        BOOST_TEST(page.find(line) != std::string::npos, line << " is not documented");
    }
}

BOOST_AUTO_TEST_CASE(namings_are_names_too) {
    for (const Naming naming : namings) BOOST_TEST((naming_of(name(naming)) == naming));
    BOOST_TEST(!naming_of("asim").has_value());  // three, by schema
}

BOOST_AUTO_TEST_CASE(asim_names_are_understood_by_the_category_of_their_events) {
    const auto meant = [](std::string_view name, std::string_view category) {
        const auto id = asim_field(name, category);
        return id ? fields()[number(*id)].native : std::string_view{"(none)"};
    };
    BOOST_TEST(meant("ActingProcessName", "process_creation") == "parent_executable");
    BOOST_TEST(meant("ActingProcessName", "process") == "parent_executable");
    BOOST_TEST(meant("ActingProcessName", "file") == "executable");
    BOOST_TEST(meant("ActingProcessName", "file_event") == "executable");
    BOOST_TEST(meant("ActingProcessName", "network_connection") == "(none)");
    BOOST_TEST(meant("ActingProcessName", "") == "parent_executable");
    BOOST_TEST(!field_in_rules("ActingProcessName").has_value());
    BOOST_TEST(fields()[number(*field_in_rules("Image"))].native == "executable");
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

BOOST_AUTO_TEST_CASE(an_extension_follows_the_last_dot_of_a_name_that_does_not_begin_with_it) {
    const auto extension = [](std::string path) {
        return text_of(Naming::ecs, "file.extension",
                       sample::with(FileRemoved{sample::file(), FileType::regular, path}));
    };
    BOOST_TEST(extension("/tmp/a.tar.gz") == "gz");
    BOOST_TEST(extension("/tmp.d/plain") == "(no text)");
    BOOST_TEST(extension("/home/eva/.bashrc") == "(no text)");
    const auto moved =
        sample::with(FileRenamed{sample::file(), FileType::regular, "/tmp/x.sh.enc", "/tmp/x.sh"});
    BOOST_TEST(text_of(Naming::ecs, "file.Ext.original.extension", moved) == "enc");
    BOOST_TEST(text_of(Naming::ecs, "file.Ext.original.name", moved) == "x.sh.enc");
    BOOST_TEST(text_of(Naming::ecs, "file.extension", moved) == "sh");
}

BOOST_AUTO_TEST_CASE(a_call_tells_its_name_and_its_arguments_as_audit_writes_them) {
    const auto event = sample::made_call();
    BOOST_TEST(text_of(Naming::ecs, "event.action", event) == "unshare");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.syscall", event) == "unshare");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.class", event) == "namespace");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.a0", event) == "10000000");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.a1", event) == "0");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.a3", event) == "ffffffffffffffff");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.socket.family", sample::bound_to_crypto()) ==
               "38");
    BOOST_TEST(text_of(Naming::ecs, "auditd.data.socket.family", sample::connected()) == "ipv4");
    BOOST_TEST(is_nothing(answer(Naming::ecs, "auditd.data.a0", sample::login(true, true))));
}

BOOST_AUTO_TEST_CASE(a_host_has_an_id_whatever_is_known_of_it) {
    const auto id = *field(Naming::ecs, "host.id");
    const auto event = sample::exec();
    const Facts facts;
    UserNames here;
    const auto id_of = [&](std::string_view node, const UserNames* users) {
        const Subject subject{event, facts, node, users};
        const auto words = fields()[static_cast<std::size_t>(id)].synonyms(subject);
        return std::string{text(read(id, subject)).value_or(words.empty() ? "" : words.front())};
    };
    BOOST_TEST(id_of("web1", &here) == "web1");
    BOOST_TEST(id_of("", &here) == "localhost");
    BOOST_TEST(id_of("", nullptr) == "localhost");
    here.set_machine("0123456789abcdef0123456789abcdef");
    BOOST_TEST(id_of("", &here) == "0123456789abcdef0123456789abcdef");
    BOOST_TEST(id_of("web1", &here) == "web1");
}

BOOST_AUTO_TEST_CASE(a_set_user_id_program_has_a_real_user_and_an_effective_one) {
    auto event = sample::exec();
    event.actor.euid = Uid{0};
    event.actor.egid = Gid{5};
    for (const auto* name : {"user.id", "user.Ext.real.id", "process.real_user.id", "group.id",
                             "group.Ext.real.id", "process.real_group.id"})
        BOOST_TEST(text_of(Naming::ecs, name, event) == "33", name);
    BOOST_TEST(text_of(Naming::ecs, "process.user.id", event) == "0");
    BOOST_TEST(text_of(Naming::ecs, "user.effective.id", event) == "0");
    BOOST_TEST(text_of(Naming::ecs, "process.group.id", event) == "5");
}

BOOST_AUTO_TEST_CASE(a_login_tells_whose_it_is_and_where_from_and_its_program_from_the_facts) {
    const auto event = sample::login(false, true);
    BOOST_TEST(text_of(Naming::ecs, "user.name", event) == "eva");
    BOOST_TEST(is_nothing(answer(Naming::ecs, "user.id", event)));
    BOOST_TEST(text_of(Naming::ecs, "source.ip", event) == "198.51.100.7");
    BOOST_TEST(text_of(Naming::ecs, "event.outcome", event) == "failure");
    BOOST_TEST(text_of(Naming::ecs, "auditd.result", event) == "fail");
    BOOST_TEST(text_of(Naming::ecs, "process.name", event) == "nc.openbsd");
    BOOST_TEST(is_nothing(answer(Naming::ecs, "process.name", event, Facts{})));
}

BOOST_AUTO_TEST_CASE(what_is_interactive_has_a_terminal) {
    auto event = sample::exec();
    BOOST_TEST(std::get<bool>(answer(Naming::ecs, "process.interactive", event)));
    event.actor.tty.clear();
    BOOST_TEST(!std::get<bool>(answer(Naming::ecs, "process.interactive", event)));
    auto facts = sample::facts();
    facts.parent->tty = "pts0";
    BOOST_TEST(std::get<bool>(answer(Naming::ecs, "process.parent.interactive", event, facts)));
}

BOOST_AUTO_TEST_CASE(leaders_are_what_the_facts_tell_of_them) {
    auto facts = sample::facts();
    BOOST_TEST(
        is_nothing(answer(Naming::ecs, "process.entry_leader.executable", sample::exec(), facts)));
    facts.entry_leader = sample::process(7, "/bin/x", {"x", "-y"});
    facts.session_leader = sample::process(8, "/bin/sess", {});
    facts.group_leader = sample::process(9, "/bin/grp", {});
    facts.entry_type = "sshd";
    const auto of = [&](std::string_view name) {
        return text_of(Naming::ecs, name, sample::exec(), facts);
    };
    BOOST_TEST(of("process.entry_leader.executable") == "/bin/x");
    BOOST_TEST(of("process.entry_leader.entity_id") == "entity-7");
    BOOST_TEST(of("process.entry_leader.entry_meta.type") == "sshd");
    BOOST_TEST(of("process.session_leader.name") == "sess");
    BOOST_TEST(of("process.group_leader.name") == "grp");
}

BOOST_AUTO_TEST_CASE(other_sources_words_for_the_same_are_synonyms_and_are_not_written) {
    const auto synonyms = [](std::string_view name, const Event& event) {
        const auto& row = fields()[static_cast<std::size_t>(*field(Naming::ecs, name))];
        const auto words = row.synonyms(Subject{event, sample::facts(), ""});
        return std::set<std::string_view>(words.begin(), words.end());
    };
    for (const auto* word :
         {"start", "exec_event", "ProcessRollup2", "executed", "process_started"})
        BOOST_TEST(synonyms("event.action", sample::exec()).count(word) == 1u, word);
    BOOST_TEST(synonyms("event.action", sample::exec()).count("exec") == 0u);
    BOOST_TEST(synonyms("event.action", sample::made_call()).empty());
    BOOST_TEST(synonyms("data_stream.dataset", sample::wrote()).count("endpoint.events.file") ==
               1u);
    BOOST_TEST(synonyms("event.dataset", sample::login(true, false)).size() == 1u);
    BOOST_TEST(is_nothing(answer(Naming::ecs, "data_stream.dataset", sample::exec())));
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
